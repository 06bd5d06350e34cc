import type { KeyObject } from 'node:crypto'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import type { ApiKey, KeyOrigin } from './api-key.ts'
import { parseListFilter } from './list-filter.ts'
import { pageLimit } from './page-limit.ts'
import { openPageToken, PAGE_TOKEN_NONCE_BYTES, type PageBinding, sealPageToken } from './page-token.ts'

export interface ListKeysDependencies {
  readonly keyStore: Pick<KeyStore, 'list'>
  readonly clock: Clock
  readonly random: RandomSource
}

export interface ListKeysRequest {
  readonly origin: KeyOrigin
  /** 0 takes the default; above the maximum takes the maximum. */
  readonly pageSize: number
  /** Empty for the first page. */
  readonly pageToken: string
  /** AIP-160 expression; empty for all keys. */
  readonly filter: string
}

export interface KeyPage {
  readonly apiKeys: readonly ApiKey[]
  /** Empty on the last page. */
  readonly nextPageToken: string
}

/** One page of keys, newest first. Refuses with `bad_request`: page size, filter, or a page token of another list. */
export const makeListKeys =
  ({ keyStore, clock, random }: ListKeysDependencies) =>
  async (project: Project, request: ListKeysRequest): Promise<KeyPage> => {
    const limit = pageLimit(request.pageSize)
    const conditions = parseListFilter(request.filter)
    const binding = bindingOf(project, request)
    const now = clock.now()
    const retiredHmacKeys = retiredHmacKeysAt(project, now)
    const after = request.pageToken === '' ? undefined : openPageToken(request.pageToken, binding, retiredHmacKeys)
    // One more than asked tells whether there is another page, without counting.
    const apiKeys = await keyStore.list(project.id, { origin: request.origin, conditions, after, limit: limit + 1, now })
    const page = apiKeys.slice(0, limit)
    const last = page.at(-1)
    if (last === undefined || apiKeys.length <= limit) return { apiKeys: page, nextPageToken: '' }
    return { apiKeys: page, nextPageToken: sealPageToken(last, binding, random.bytes(PAGE_TOKEN_NONCE_BYTES)) }
  }

const bindingOf = (project: Project, request: ListKeysRequest): PageBinding => ({
  hmacKey: project.hmacSecrets.current.key,
  projectId: project.id,
  collection: request.origin,
  filter: request.filter,
})

/** What still opens the page tokens of a project beside its current secret. */
export const retiredHmacKeysAt = ({ hmacSecrets }: Project, now: Instant): readonly KeyObject[] =>
  hmacSecrets.retired.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now).map(({ value }) => value.key)
