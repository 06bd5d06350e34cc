import type { Project } from '../project/project.ts'
import { noteOutcome, refused, type Verification, type VerifyDependencies } from './judge.ts'
import type { VerificationOutcome } from './verification-outcome.ts'
import type { VerificationContext, VerificationRequest } from './verification-request.ts'
import {
  conclude,
  type FoundKey,
  foundInCache,
  foundInStore,
  idsOfProof,
  keyOfProof,
  type PendingVerification,
  prepare,
  type Step,
} from './verify-credential.ts'

export interface VerifyBatchDependencies extends VerifyDependencies {
  /** Told why items could not be answered: their caller learns only that they were not. */
  readonly onFailure: (error: unknown) => void
}

export type VerifyBatch = (
  project: Project,
  requests: readonly VerificationRequest[],
  context: VerificationContext,
) => Promise<readonly VerificationOutcome[]>

interface Item {
  readonly verification: Verification
  /** `undefined` when not even that could be found out. */
  readonly step: Step | undefined
}

/**
 * Many verifications with one read of the store; outcomes in the order of the requests, and in that order their uses
 * cost something. An item that cannot be answered is `internal` and fails no other.
 */
export function makeVerifyBatch(deps: VerifyBatchDependencies): VerifyBatch {
  return async (project, requests, context) => {
    const now = deps.clock.now()
    const items = requests.map((request) => prepareItem(deps, { project, request, context, now }))
    const found = await findAll(deps, project, items)
    return Promise.all(items.map((item) => answer(deps, item, found)))
  }
}

function prepareItem(deps: VerifyBatchDependencies, verification: Verification): Item {
  try {
    return { verification, step: prepare(deps, verification) }
  } catch (error) {
    deps.onFailure(error)
    return { verification, step: undefined }
  }
}

type Found = ReadonlyMap<PendingVerification, FoundKey | undefined>

/** What each pending step was given. Those that the store could not answer are left out. */
async function findAll(deps: VerifyBatchDependencies, project: Project, items: readonly Item[]): Promise<Found> {
  const pending = items.map(({ step }) => step).filter((step): step is PendingVerification => step?.kind === 'pending')
  const found = await findShared(deps, project, pending)
  const missing = pending.filter((step) => !found.has(step))
  if (missing.length === 0) return found
  try {
    const keys = await deps.keyStore.findMany(project.id, [...new Set(missing.flatMap(({ proof }) => idsOfProof(proof)))])
    for (const step of missing) found.set(step, foundInStore(keyOfProof(step.proof, keys)))
  } catch (error) {
    deps.onFailure(error)
  }
  return found
}

/** What the shared cache knows of those that may ask it. */
async function findShared(
  { shared }: VerifyBatchDependencies,
  project: Project,
  pending: readonly PendingVerification[],
): Promise<Map<PendingVerification, FoundKey | undefined>> {
  const asking = shared === undefined ? [] : pending.filter(({ cache }) => cache === 'MISS')
  const found = new Map<PendingVerification, FoundKey | undefined>()
  if (shared === undefined || asking.length === 0) return found
  const hits = await shared.keyCache.find(
    project.id,
    asking.map(({ proof }) => idsOfProof(proof)),
  )
  for (const [index, step] of asking.entries()) {
    const hit = hits[index]
    if (hit !== undefined) found.set(step, foundInCache(hit))
  }
  return found
}

async function answer(deps: VerifyBatchDependencies, { verification, step }: Item, found: Found): Promise<VerificationOutcome> {
  try {
    if (step !== undefined && step.kind !== 'pending') return await conclude(deps, verification, step, undefined)
    if (step !== undefined && found.has(step)) return await conclude(deps, verification, step, found.get(step))
  } catch (error) {
    deps.onFailure(error)
  }
  noteOutcome(deps, verification, 'internal')
  return refused('internal', 'SKIP')
}
