import type { ListAuditEventsQuery } from '@latchkey/contract/messages/audit-events'
import type { ListApiKeysQuery } from '@latchkey/contract/messages/listing'
import type { ListAuditEventsRequest } from '@latchkey/core/events/list-audit-events'
import type { KeyOrigin } from '@latchkey/core/key/api-key'
import type { ListKeysRequest } from '@latchkey/core/key/list-keys'

export const listRequestFromWire = (query: ListApiKeysQuery, origin: KeyOrigin): ListKeysRequest => ({
  origin,
  pageSize: query.page_size ?? 0,
  pageToken: query.page_token ?? '',
  filter: query.filter ?? '',
})

export const auditRequestFromWire = (query: ListAuditEventsQuery): ListAuditEventsRequest => ({
  pageSize: query.page_size ?? 0,
  pageToken: query.page_token ?? '',
  filter: query.filter ?? '',
})
