import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, exitCodes, UsageError } from '../../exit-code.ts'
import type { Administration } from '../../launchers/with-administration.ts'

export const definition: CommandDefinition = {
  path: ['audit', 'verify'],
  summary: 'Prove that nobody has changed what the audit log of this server says',
  description: [
    'Walks every chain of the store on this machine, or that of --project or --workspace: each event must fit its hash and follow the one before',
    'it, the newest must be the one that the store remembers, and where the old end is missing the checkpoint of the retention must be signed',
    'with the master key. Names the first thing that is wrong and ends with 1. The server may be running.',
  ].join('\n'),
  options: [{ flags: '--workspace <id>', summary: 'Only the chain of this workspace' }],
  examples: ['latchkey audit verify', 'latchkey audit verify --project web-shop --format json'],
}

type Chain = Awaited<ReturnType<Administration['verifyAudit']>>[number]

export async function run(call: CommandCall): Promise<ExitCode> {
  const [project, workspace] = [call.options.text('project'), call.options.text('workspace')]
  if (project !== undefined && workspace !== undefined) throw new UsageError('--project: cannot be combined with --workspace')
  const { withAdministration } = await import('../../launchers/with-administration.ts')
  const chains = await withAdministration(call, (administration) => administration.verifyAudit({ project, workspace }))
  if (chains.length === 0) throw new UsageError(`--workspace: there is no workspace ${workspace ?? ''}`)
  const broken = chains.filter(({ report }) => report.problem !== undefined)
  return call.finish(
    {
      data: { intact: broken.length === 0, chains: chains.map(chainData) },
      human: {
        columns: ['Chain', 'Events', 'Up to', 'Verdict'],
        rows: chains.map((chain) => [nameOf(chain), String(chain.report.events), chain.report.last.hash, verdictOf(chain)]),
        wide: true,
      },
      quiet: broken.map((chain) => `${nameOf(chain)}: ${verdictOf(chain)}`),
    },
    broken.length === 0 ? exitCodes.ok : exitCodes.refused,
  )
}

const chainData = ({ kind, name, report }: Chain): Readonly<Record<string, unknown>> => ({
  kind,
  id: report.chainId,
  name,
  events: report.events,
  last: report.last,
  cut: report.checkpoint === undefined ? null : { sequence: report.checkpoint.sequence, time: timeText(report.checkpoint.cutAt) },
  problem:
    report.problem === undefined
      ? null
      : { kind: report.problem.kind, sequence: report.problem.sequence, event_id: report.problem.eventId ?? null },
})

const nameOf = ({ kind, name, report }: Chain): string => `${kind} ${name || report.chainId}`

const timeText = (instant: number): string => new Date(instant).toISOString()

type ProblemKind = NonNullable<Chain['report']['problem']>['kind']

const explanations: Readonly<Record<ProblemKind, string>> = {
  gap: 'an event is missing here, or one was put in between',
  foreign: 'the event belongs to another chain',
  link: 'the event does not follow the one before it',
  content: 'the event does not say what was written',
  head: 'this is not where the chain ended: newer events are missing, or were added by somebody else',
  checkpoint: 'the old end was cut off by somebody who does not have the master key',
  missing: 'there is no event at all, not even of the creation',
}

function verdictOf({ report: { problem, checkpoint } }: Chain): string {
  if (problem !== undefined) {
    const event = problem.eventId === undefined ? '' : ` (event ${problem.eventId})`
    return `BROKEN at ${problem.sequence}${event}: ${explanations[problem.kind]}`
  }
  return checkpoint === undefined ? 'intact' : `intact since ${checkpoint.sequence}, where the retention has cut`
}
