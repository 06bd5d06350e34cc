import type { ApiKey, KeyId } from '../key/api-key.ts'
import type { Project } from '../project/project.ts'
import { noteOutcome, refused, type Verification, type VerifyDependencies } from './judge.ts'
import type { VerificationOutcome } from './verification-outcome.ts'
import type { VerificationContext, VerificationRequest } from './verification-request.ts'
import { conclude, idsOfProof, keyOfProof, type PendingVerification, prepare, type Step } from './verify-credential.ts'

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

type Found = ReadonlyMap<KeyId, ApiKey>

/** `undefined` when the store could not answer. */
async function findAll(deps: VerifyBatchDependencies, project: Project, items: readonly Item[]): Promise<Found | undefined> {
  const pending = items.map(({ step }) => step).filter((step): step is PendingVerification => step?.kind === 'pending')
  if (pending.length === 0) return new Map()
  try {
    return await deps.keyStore.findMany(project.id, [...new Set(pending.flatMap(({ proof }) => idsOfProof(proof)))])
  } catch (error) {
    deps.onFailure(error)
    return undefined
  }
}

async function answer(
  deps: VerifyBatchDependencies,
  { verification, step }: Item,
  found: Found | undefined,
): Promise<VerificationOutcome> {
  try {
    if (step !== undefined && step.kind !== 'pending') return await conclude(deps, verification, step, undefined)
    if (step !== undefined && found !== undefined) {
      return await conclude(deps, verification, step, keyOfProof(step.proof, found))
    }
  } catch (error) {
    deps.onFailure(error)
  }
  noteOutcome(deps, verification, 'internal')
  return refused('internal', 'SKIP')
}
