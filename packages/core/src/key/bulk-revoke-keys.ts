import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyCondition } from '../ports/key-condition.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import { type ApiKey, type KeyOrigin, statusAt } from './api-key.ts'
import type { Call } from './call.ts'
import { parseListFilter } from './list-filter.ts'
import { checkGrounds, type RevocationGrounds } from './revocation.ts'
import { makeRevokeKey } from './revoke-key.ts'

const KEYS_PER_READ = 100

export interface BulkRevokeKeysDependencies {
  readonly keyStore: Pick<KeyStore, 'list' | 'change'>
  readonly clock: Clock
  readonly random: RandomSource
  /** Lets other work go on between two keys: a bulk may be long, and one project must not hold up another. */
  readonly letOthersRun: () => Promise<void>
}

export interface BulkRevokeKeysRequest {
  /** AIP-160 expression, not empty: revoking every key takes an explicit condition. */
  readonly filter: string
  readonly grounds: RevocationGrounds
  /** Only counts. */
  readonly validateOnly: boolean
}

export interface BulkRevokeCounts {
  /** Keys of either origin that match and are not revoked already; those in their grace period count. */
  readonly matched: number
  readonly revoked: number
  /** Keys that could not be revoked now; the call may be repeated. */
  readonly failed: number
}

/**
 * Revokes every key that matches, one at a time, each with its own audit entry. Refuses with `bad_request`: a missing or
 * malformed filter, a description without its reason. Keys made while it runs may be missed; repeating the call finds them.
 */
export const makeBulkRevokeKeys =
  (deps: BulkRevokeKeysDependencies) =>
  async (project: Project, call: Call, request: BulkRevokeKeysRequest): Promise<BulkRevokeCounts> => {
    checkGrounds(request.grounds)
    const conditions = conditionsOf(request.filter)
    const now = deps.clock.now()
    let counts: BulkRevokeCounts = { matched: 0, revoked: 0, failed: 0 }
    for await (const apiKey of matchingKeys(deps, project, conditions, now)) {
      const outcome = request.validateOnly
        ? 'matched'
        : await tryToRevoke(deps, project, { call, apiKey, grounds: request.grounds })
      counts = count(counts, outcome)
    }
    return counts
  }

function conditionsOf(filter: string): readonly KeyCondition[] {
  const conditions = parseListFilter(filter)
  if (conditions.length === 0) throw invalidField('filter', 'must not be empty')
  return conditions
}

async function* matchingKeys(
  { keyStore, letOthersRun }: BulkRevokeKeysDependencies,
  project: Project,
  conditions: readonly KeyCondition[],
  now: Instant,
): AsyncGenerator<ApiKey> {
  for (const origin of ['issued', 'imported'] satisfies KeyOrigin[]) {
    let after: ApiKey | undefined
    do {
      const page: readonly ApiKey[] = await keyStore.list(project.id, { origin, conditions, after, limit: KEYS_PER_READ, now })
      yield* page.filter((apiKey) => statusAt(apiKey, now) !== 'revoked')
      after = page.length === KEYS_PER_READ ? page.at(-1) : undefined
      await letOthersRun()
    } while (after !== undefined)
  }
}

type BulkOutcome = 'matched' | 'revoked' | 'failed' | 'gone'

interface BulkItem {
  readonly call: Call
  readonly apiKey: ApiKey
  readonly grounds: RevocationGrounds
}

async function tryToRevoke(
  deps: BulkRevokeKeysDependencies,
  project: Project,
  { call, apiKey, grounds }: BulkItem,
): Promise<BulkOutcome> {
  await deps.letOthersRun()
  try {
    const target = { id: apiKey.id, origin: apiKey.origin, expectedVersions: undefined }
    await makeRevokeKey(deps)(project, call, { target, grounds })
    return 'revoked'
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    // Someone else revoked or deleted it since it was read: what was asked for is so already.
    return error.code === 'conflict' || error.code === 'api_key_not_found' ? 'gone' : 'failed'
  }
}

const count = ({ matched, revoked, failed }: BulkRevokeCounts, outcome: BulkOutcome): BulkRevokeCounts => ({
  matched: matched + (outcome === 'gone' ? 0 : 1),
  revoked: revoked + (outcome === 'revoked' ? 1 : 0),
  failed: failed + (outcome === 'failed' ? 1 : 0),
})
