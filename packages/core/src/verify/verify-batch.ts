import type { ApiKey, KeyId } from '../key/api-key.ts'
import type { Project } from '../project/project.ts'
import { refused, type Verification, type VerifyDependencies } from './judge.ts'
import type { VerificationOutcome } from './verification-outcome.ts'
import type { VerificationContext, VerificationRequest } from './verification-request.ts'
import { conclude, keyOfProof, type PendingVerification, prepare } from './verify-credential.ts'

export type VerifyBatch = (
  project: Project,
  requests: readonly VerificationRequest[],
  context: VerificationContext,
) => Promise<readonly VerificationOutcome[]>

/**
 * Many verifications with one read of the store per kind of key; outcomes in the order of the requests. An item that
 * cannot be answered is `internal` and fails no other.
 */
export function makeVerifyBatch(deps: VerifyDependencies): VerifyBatch {
  return async (project, requests, context) => {
    const now = deps.clock.now()
    const verifications = requests.map((request): Verification => ({ project, request, context, now }))
    const steps = verifications.map((verification) => prepare(deps, verification))
    const found = await findAll(deps, project, steps)
    return Promise.all(
      verifications.map(async (verification, index) => {
        const step = steps[index]
        try {
          if (step?.kind === 'decided') return await step.outcome
          if (step === undefined || found === undefined) return refused('internal', 'SKIP')
          return await conclude(deps, verification, step, keyOfProof(step.proof, found))
        } catch {
          return refused('internal', 'SKIP') // the store's own failure was already counted and logged where it happened
        }
      }),
    )
  }
}

type Step = ReturnType<typeof prepare>

/** `undefined` when the store could not answer. */
async function findAll(
  { keyStore }: VerifyDependencies,
  project: Project,
  steps: readonly Step[],
): Promise<ReadonlyMap<KeyId, ApiKey> | undefined> {
  const ids = steps.filter((step): step is PendingVerification => step.kind === 'pending').flatMap(idsOf)
  if (ids.length === 0) return new Map()
  try {
    return await keyStore.findMany(project.id, [...new Set(ids)])
  } catch {
    return undefined
  }
}

const idsOf = ({ proof }: PendingVerification): readonly KeyId[] =>
  proof.kind === 'issued_key' ? [proof.keyId] : proof.candidates
