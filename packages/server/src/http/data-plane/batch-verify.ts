import type { BatchVerifyApiKeysRequest } from '@latchkey/contract/messages/verification'
import type { Clock } from '@latchkey/core/ports/clock'
import type { VerifyBatch } from '@latchkey/core/verify/verify-batch'
import { verificationRequestFromWire } from '../mapping/verification.ts'
import type { OperationHandler } from '../operation.ts'
import { cacheDirectives } from './cache-directives.ts'
import { verificationText } from './verification-text.ts'

/** Up to 100 verifications in one call; always 200, each item with its own answer. */
export const makeBatchVerifyHandler =
  ({ verifyBatch, clock }: { verifyBatch: VerifyBatch; clock: Clock }): OperationHandler =>
  async ({ project, body, clientIp, headers }) => {
    const { requests } = body as BatchVerifyApiKeysRequest
    const { readCache, writeCache } = cacheDirectives(headers['cache-control'], headers.pragma)
    const outcomes = await verifyBatch(project, requests.map(verificationRequestFromWire), { clientIp, readCache, writeCache })
    const results = outcomes.map((outcome) => verificationText(outcome, clock).text)
    return { status: 200, json: `{"results":[${results.join(',')}]}` }
  }
