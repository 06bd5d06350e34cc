import type { ListApiKeysQuery } from '@latchkey/contract/messages/listing'
import type { KeyOrigin } from '@latchkey/core/key/api-key'
import type { ListKeysRequest } from '@latchkey/core/key/list-keys'

export const listRequestFromWire = (query: ListApiKeysQuery, origin: KeyOrigin): ListKeysRequest => ({
  origin,
  pageSize: query.page_size ?? 0,
  pageToken: query.page_token ?? '',
  filter: query.filter ?? '',
})
