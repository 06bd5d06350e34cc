import type { UsageReport } from '@latchkey/sdk/messages'
import { outcomeCodes } from '../../charts/outcomes.ts'
import { csvLine, saveFile } from '../../ui/download.ts'

/** The figures of a report with every outcome by itself; times in UTC. */
export function usageCsv({ buckets }: UsageReport): string {
  const head = csvLine(['start_time', 'total', ...outcomeCodes])
  const lines = buckets.map(({ start_time, counts }) =>
    csvLine([start_time, counts.total, ...outcomeCodes.map((code) => counts[code])]),
  )
  return head + lines.join('')
}

export const saveUsage = (project: string, report: UsageReport): void =>
  saveFile(`usage-${project}-${report.start_time.slice(0, 10)}.csv`, [usageCsv(report)], 'text/csv')
