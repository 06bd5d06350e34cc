import type { RotateIssuedApiKeyBody, RotateIssuedApiKeyResponse } from '@latchkey/contract/messages/issued-keys'
import { makeRotateKey, type RotateKeyDependencies } from '@latchkey/core/key/rotate-key'
import { issuedApiKeyToWire } from '../mapping/api-key.ts'
import { gracePeriodFromWire } from '../mapping/durations.ts'
import { rotationEditsFromWire } from '../mapping/key-edits.ts'
import { issuedKeyLocation } from '../mapping/locations.ts'
import { callOf, targetOf } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

export function makeRotateApiKeyHandler(deps: RotateKeyDependencies): OperationHandler {
  const rotateKey = makeRotateKey(deps)
  return async (call) => {
    const message = (call.body ?? {}) as RotateIssuedApiKeyBody
    const { successor, predecessor, secret } = await rotateKey(call.project, callOf(call), {
      target: targetOf(call, 'issued'),
      edits: rotationEditsFromWire(message),
      gracePeriodMs: gracePeriodFromWire(message.grace_period),
    })
    const now = deps.clock.now()
    const body: RotateIssuedApiKeyResponse = {
      issued_api_key: issuedApiKeyToWire(successor, now),
      secret,
      old_issued_api_key: issuedApiKeyToWire(predecessor, now),
    }
    return { status: 201, body, headers: issuedKeyLocation(successor) }
  }
}
