import type { OptionDefinition } from '../command.ts'
import type { OptionValues } from '../option-values.ts'

export const auditFilterOptions: readonly OptionDefinition[] = [
  { flags: '--actor <id>', summary: 'Only what this API key or account did' },
  { flags: '--target <id>', summary: 'Only what was done to this key, project, account …' },
  { flags: '--event <name>', summary: 'Only events of this name; a star at the end stands for the rest, as in api_key.*' },
  { flags: '--since <time>', summary: 'Only from this moment on (RFC 3339)' },
  { flags: '--until <time>', summary: 'Only before this moment (RFC 3339)' },
  { flags: '--filter <expression>', summary: 'Further conditions (AIP-160), such as actor_kind=account AND target_kind=project' },
]

export const ofWorkspaceOption: OptionDefinition = {
  flags: '--workspace [id]',
  summary: 'What happened in the workspace itself, instead of in a project; the id may be left out when there is only one',
}

/** One AIP-160 expression out of the options; `undefined` when no condition was given. */
export function auditFilterFrom(options: OptionValues): string | undefined {
  const condition = (option: string, start: string): readonly string[] => {
    const text = options.text(option)
    return text === undefined ? [] : [`${start}${quoted(text)}`]
  }
  const conditions = [
    ...condition('actor', 'actor='),
    ...condition('target', 'target='),
    ...condition('event', 'event:'),
    ...condition('since', 'time>='),
    ...condition('until', 'time<'),
    options.text('filter') ?? '',
  ].filter((text) => text !== '')
  return conditions.length === 0 ? undefined : conditions.join(' AND ')
}

/** AIP-160 strings know two escapes: the quote and the backslash. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
