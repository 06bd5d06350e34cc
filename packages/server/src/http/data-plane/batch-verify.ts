import type { BatchVerifyApiKeysRequest } from '@latchkey/contract/messages/verification'
import type { Clock } from '@latchkey/core/ports/clock'
import type { VerifyBatch } from '@latchkey/core/verify/verify-batch'
import { verificationRequestFromWire, verificationToWire } from '../mapping/verification.ts'
import type { OperationHandler } from '../operation.ts'
import { cacheDirectives } from './cache-directives.ts'

/** Up to 100 verifications in one call; always 200, each item with its own answer. */
export const makeBatchVerifyHandler =
  ({ verifyBatch, clock }: { verifyBatch: VerifyBatch; clock: Clock }): OperationHandler =>
  async ({ project, body, clientIp, headers }) => {
    const { requests } = body as BatchVerifyApiKeysRequest
    const { readCache, writeCache } = cacheDirectives(headers['cache-control'], headers.pragma)
    const outcomes = await verifyBatch(project, requests.map(verificationRequestFromWire), { clientIp, readCache, writeCache })
    const now = clock.now()
    return { status: 200, body: { results: outcomes.map((outcome) => verificationToWire(outcome, now)) } }
  }
