import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { KeyInsertion, KeyStore } from '../ports/key-store.ts'
import type { Project } from '../project/project.ts'
import type { ImportedKey, KeyId } from './api-key.ts'
import type { Call } from './call.ts'
import {
  type ImportKeyDependencies,
  type ImportKeyRequest,
  idsOfMaterial,
  importInsertion,
  isKnownOtherwise,
  type MaterialIds,
} from './import-key.ts'
import { refusalOfInsertion } from './insertion-outcome.ts'
import { asImported } from './key-reference.ts'

export const BATCH_IMPORT_MAX_ITEMS = 1000

export interface BatchImportDependencies extends Omit<ImportKeyDependencies, 'keyStore'> {
  readonly keyStore: Pick<KeyStore, 'insertMany' | 'findMany'>
}

/** An item that was already refused when it was read keeps its place. */
export type BatchImportItem = ImportKeyRequest | DomainError

export type BatchImportOutcome = { readonly imported: ImportedKey } | { readonly refused: DomainError }

/**
 * Imports up to 1000 keys. Outcomes are in the order given and each item stands alone: none fails another, and none is
 * left half written. Of the same key twice the later one is refused as existing. Throws `bad_request` for the wrong
 * number of items; an outage rejects as a whole.
 */
export const makeBatchImportKeys =
  (deps: BatchImportDependencies) =>
  async (project: Project, call: Call, items: readonly BatchImportItem[]): Promise<readonly BatchImportOutcome[]> => {
    if (items.length === 0 || items.length > BATCH_IMPORT_MAX_ITEMS) {
      throw invalidField('requests', `must have between 1 and ${BATCH_IMPORT_MAX_ITEMS} items`)
    }
    const candidates = readCandidates(deps, project, call, items)
    const refusals = await refuseKnown(deps, project, candidates)
    const accepted = candidates.filter((_, index) => refusals[index] === undefined)
    const inserted = await deps.keyStore.insertMany(project.id, accepted.flatMap(insertionsOf))
    const outcomes = inserted[Symbol.iterator]()
    return refusals.map((refused) => {
      if (refused !== undefined) return { refused }
      const { value: outcome } = outcomes.next()
      if (outcome === undefined) throw new TypeError('The key store answered fewer items than it was given')
      return 'key' in outcome ? { imported: asImported(outcome.key) } : { refused: refusalOfInsertion(outcome) }
    })
  }

/** An item on its way to the store, or the reason why it does not go there. */
type Candidate = { readonly ids: MaterialIds; readonly insertion: KeyInsertion } | DomainError

const insertionsOf = (candidate: Candidate): readonly KeyInsertion[] =>
  candidate instanceof DomainError ? [] : [candidate.insertion]

function readCandidates(
  { clock, random }: BatchImportDependencies,
  project: Project,
  call: Call,
  items: readonly BatchImportItem[],
): readonly Candidate[] {
  const now = clock.now()
  return items.map((item) => {
    if (item instanceof DomainError) return item
    try {
      const ids = idsOfMaterial(project, item.material)
      return { ids, insertion: importInsertion(project, call, { request: item, id: ids.own, auditId: random.uuid(), now }) }
    } catch (error) {
      if (error instanceof DomainError) return error
      throw error
    }
  })
}

/** Per candidate, why it must not be inserted; `undefined` when it may. */
async function refuseKnown(
  { keyStore }: BatchImportDependencies,
  project: Project,
  candidates: readonly Candidate[],
): Promise<readonly (DomainError | undefined)[]> {
  const otherwise = candidates.flatMap((item) =>
    item instanceof DomainError || item.ids.others.length === 0 ? [] : allIds(item.ids),
  )
  const known = otherwise.length === 0 ? new Map() : await keyStore.findMany(project.id, [...new Set(otherwise)])
  const taken = new Set<KeyId>()
  return candidates.map((item) => {
    if (item instanceof DomainError) return item
    const ids = allIds(item.ids)
    const repeats = ids.some((id) => taken.has(id))
    for (const id of ids) taken.add(id)
    return repeats || isKnownOtherwise(item.ids, known) ? new DomainError('api_key_exists') : undefined
  })
}

const allIds = ({ own, others }: MaterialIds): readonly KeyId[] => [own, ...others]
