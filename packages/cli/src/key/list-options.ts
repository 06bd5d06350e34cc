import type { PageQuery } from '@latchkey/sdk'
import type { OptionDefinition } from '../command.ts'
import { UsageError } from '../exit-code.ts'
import type { OptionValues } from '../option-values.ts'

export const filterOptions: readonly OptionDefinition[] = [
  { flags: '--actor <id>', summary: 'Only keys of this actor' },
  { flags: '--status <status>', summary: 'Only keys that are active, revoked, expired or suspended' },
  {
    flags: '--filter <expression>',
    summary: 'Further conditions (AIP-160), such as name:"ci-*" AND expire_time<"2027-01-01T00:00:00Z"',
  },
]

export const listOptions: readonly OptionDefinition[] = [
  ...filterOptions,
  { flags: '--page-size <count>', summary: 'Keys per page, at most 1000; default 50' },
  { flags: '--page-token <token>', summary: 'Continue after the page that ended with this token' },
  { flags: '--all', summary: 'Walk through all pages; machine-readable formats then print one key at a time' },
]

/** One AIP-160 expression out of the options; `undefined` when no condition was given. */
export function filterFrom(options: OptionValues): string | undefined {
  const actor = options.text('actor')
  const status = options.text('status')
  const conditions = [
    ...(actor === undefined ? [] : [`actor_id=${quoted(actor)}`]),
    ...(status === undefined ? [] : [`status=${statusName(status)}`]),
    options.text('filter') ?? '',
  ].filter((condition) => condition !== '')
  return conditions.length === 0 ? undefined : conditions.join(' AND ')
}

export const pageQueryFrom = (options: OptionValues): PageQuery => ({
  filter: filterFrom(options),
  page_size: options.integer('pageSize'),
  page_token: options.text('pageToken'),
})

/** AIP-160 strings know two escapes: the quote and the backslash. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const STATUSES = ['ACTIVE', 'REVOKED', 'EXPIRED', 'SUSPENDED']

function statusName(text: string): string {
  const name = text.toUpperCase().replace(/^KEY_STATUS_/, '')
  if (!STATUSES.includes(name)) throw new UsageError(`--status: must be one of ${STATUSES.join(', ').toLowerCase()}`)
  return `KEY_STATUS_${name}`
}
