import { Type } from 'typebox'
import { type FreeObject, int64Text, time } from './fields.ts'
import { FILTER_MAX_LENGTH, PAGE_SIZE_DEFAULT, PAGE_TOKEN_MAX_LENGTH } from './listing.ts'

const objectOrNull = (description: string) =>
  Type.Unsafe<FreeObject | null>({ type: ['object', 'null'], additionalProperties: true, description })

const AuditCaller = Type.Object(
  {
    kind: Type.String({
      description: 'access_key, account, key_holder (self-revocation), operator (command line) or unauthenticated_admin.',
    }),
    id: Type.String({ description: 'Id of the API key or account.' }),
    name: Type.String({ description: 'What the caller was called then.' }),
  },
  { title: 'AuditCaller', description: 'Who did it.' },
)

const AuditTarget = Type.Object(
  {
    kind: Type.String({ description: 'issued_api_key, imported_api_key, project, access_key, workspace, account, member …' }),
    id: Type.String({ description: 'Id of what was changed.' }),
  },
  { title: 'AuditTarget', description: 'What it was done to.' },
)

export const AuditEvent = Type.Object(
  {
    id: Type.String({ description: 'Of the event.' }),
    sequence: int64Text('Place in the chain: 1, 2, 3 … without gaps.'),
    event: Type.String({ description: 'What happened, such as `api_key.revoked`.' }),
    time: time('When.'),
    caller: AuditCaller,
    target: AuditTarget,
    ip: Type.String({ description: 'Where the caller was; empty when that is not known.' }),
    request_id: Type.String({ description: 'X-Request-ID of the call, as in the log.' }),
    before: objectOrNull('What was changed, as it was; null for what was not there. Never with a secret.'),
    after: objectOrNull('As it became; null for what is gone.'),
    previous_hash: Type.String({ description: 'Hash of the event before.' }),
    hash: Type.String({ description: 'SHA-256 over this event and previous_hash, hex.' }),
  },
  { title: 'AuditEvent', description: 'One thing that happened. Events are only added and never change.' },
)
export type AuditEvent = Type.Static<typeof AuditEvent>

export const ListAuditEventsResponse = Type.Object(
  {
    audit_events: Type.Array(AuditEvent, { description: 'Newest first.' }),
    next_page_token: Type.String({ description: 'For the next page; empty on the last.' }),
  },
  { title: 'ListAuditEventsResponse', description: 'One page of audit events.' },
)
export type ListAuditEventsResponse = Type.Static<typeof ListAuditEventsResponse>

const filter = Type.Optional(
  Type.String({
    maxLength: FILTER_MAX_LENGTH,
    description:
      'AIP-160: `actor`, `actor_kind`, `target`, `target_kind`, `event` (`event:"api_key.*"`), and `time` with `< <= = >= >`, joined by AND.',
  }),
)

export const ListAuditEventsQuery = Type.Object({
  page_size: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2 ** 31 - 1,
      format: 'int32',
      default: PAGE_SIZE_DEFAULT,
      description: 'Events per page; 0 means 50, more than 1000 means 1000.',
    }),
  ),
  page_token: Type.Optional(
    Type.String({ maxLength: PAGE_TOKEN_MAX_LENGTH, description: 'next_page_token of the page before, with the same filter.' }),
  ),
  filter,
})
export type ListAuditEventsQuery = Type.Static<typeof ListAuditEventsQuery>

export const ExportAuditEventsQuery = Type.Object({
  format: Type.Optional(
    Type.Enum(['jsonl', 'csv'], {
      type: 'string',
      default: 'jsonl',
      description: '`jsonl`: one event per line, as in the list. `csv`: RFC 4180 with a header, safe to open in a spreadsheet.',
    }),
  ),
  filter,
})
export type ExportAuditEventsQuery = Type.Static<typeof ExportAuditEventsQuery>
