import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { keyOption, rangeFrom, rangeOptions } from '../../usage/usage-options.ts'
import { usageTable } from '../../usage/usage-view.ts'

const granularities = ['minute', 'hour', 'day'] as const
const groupings = ['outcome', 'key', 'actor'] as const

export const definition: CommandDefinition = {
  path: ['usage', 'show'],
  summary: 'Show how often keys were verified, and how that ended',
  description:
    'Figures are written every few seconds. Without a range the last 60 minutes, 24 hours or 30 days are shown. Machine-readable formats have counts as text.',
  options: [
    { flags: '--granularity <length>', summary: 'Length of the slots; default hour', choices: granularities },
    { flags: '--group-by <what>', summary: 'Tells keys or actors apart; default outcome', choices: groupings },
    { flags: '--top <count>', summary: 'How many keys or actors are told apart; default 10, at most 100' },
    keyOption,
    { flags: '--actor <id>', summary: 'Only keys of this actor' },
    ...rangeOptions,
  ],
  examples: ['latchkey usage show --granularity minute', 'latchkey usage show --group-by key --granularity day --top 5'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const granularity = granularities.find((name) => name === options.text('granularity'))
  const grouping = groupings.find((name) => name === options.text('groupBy'))
  const { usage } = await call.client()
  const report = await usage.query({
    ...rangeFrom(options),
    granularity: granularity && wireName(granularity),
    group_by: grouping && wireName(grouping),
    top: options.integer('top'),
    actor_id: options.text('actor'),
  })
  if (!report.recording) await call.printer.warn('This server does not count verifications at present (usage.enabled)')
  return call.finish({ data: report, human: usageTable(report), quiet: [report.total.total] })
}

const wireName = <Name extends string>(name: Name): Uppercase<Name> => name.toUpperCase() as Uppercase<Name>
