import { Type } from 'typebox'

export const PAGE_SIZE_DEFAULT = 50
export const PAGE_SIZE_MAX = 1000
export const PAGE_TOKEN_MAX_LENGTH = 2048
export const FILTER_MAX_LENGTH = 2048

/** Query of a list of keys. */
export const ListApiKeysQuery = Type.Object({
  page_size: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2 ** 31 - 1,
      format: 'int32',
      default: PAGE_SIZE_DEFAULT,
      description: 'Keys per page; 0 means 50, more than 1000 means 1000.',
    }),
  ),
  page_token: Type.Optional(
    Type.String({ maxLength: PAGE_TOKEN_MAX_LENGTH, description: 'next_page_token of the page before, with the same filter.' }),
  ),
  filter: Type.Optional(
    Type.String({
      maxLength: FILTER_MAX_LENGTH,
      description:
        'AIP-160: `actor_id`, `status`, `name` (`name:"ci-*"`), and `create_time`, `expire_time`, `last_used_time` with `< <= > >=`, joined by AND; `NOT expire_time:*` for keys that never expire, `NOT last_used_time:*` for keys that were never used.',
    }),
  ),
})
export type ListApiKeysQuery = Type.Static<typeof ListApiKeysQuery>

/** Query of an update. */
export const UpdateApiKeyQuery = Type.Object({
  update_mask: Type.Optional(
    Type.String({
      maxLength: 512,
      description:
        'Comma-separated (AIP-134): name, scopes, metadata, rate_limit_policy, ip_restriction. Left out: every member that the body has.',
    }),
  ),
})
export type UpdateApiKeyQuery = Type.Static<typeof UpdateApiKeyQuery>

/** Path of everything that concerns one key. */
export const KeyIdParams = Type.Object({ key_id: Type.String({ description: 'key_id of the key.' }) })
export type KeyIdParams = Type.Static<typeof KeyIdParams>
