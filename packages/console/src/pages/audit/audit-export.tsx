import { useState } from 'react'
import { projectClient } from '../../api/clients.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { saveFile } from '../../ui/download.ts'
import { toastFailure, toastSuccess } from '../../ui/toast.tsx'

type Format = 'csv' | 'jsonl'

const types: Readonly<Record<Format, string>> = { csv: 'text/csv', jsonl: 'application/jsonl' }

/** All events that match the filter, not only those of the page, as a file. */
export function AuditExport({ project, filter }: { readonly project: string; readonly filter: string }) {
  const [running, setRunning] = useState<Format>()
  const save = async (format: Format): Promise<void> => {
    setRunning(format)
    try {
      const parts = await Array.fromAsync(projectClient(project).auditEvents.export({ format, filter }))
      saveFile(
        `audit-${project}-${new Date().toISOString().slice(0, 10)}.${format}`,
        parts as Uint8Array<ArrayBuffer>[],
        types[format],
      )
      toastSuccess(t('The events were exported'))
    } catch (error) {
      toastFailure(error, {
        what: t('Could not export the events'),
        method: 'GET',
        path: '/v2alpha1/admin/auditEvents:export',
        retry: () => void save(format),
      })
    } finally {
      setRunning(undefined)
    }
  }
  return (['csv', 'jsonl'] as const).map((format) => (
    <Button key={format} busy={running === format} disabled={running !== undefined} onClick={() => void save(format)}>
      {t('Export {format}', { format: format.toUpperCase() })}
    </Button>
  ))
}
