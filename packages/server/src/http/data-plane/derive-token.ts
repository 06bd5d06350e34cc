import type { DeriveTokenRequest, DeriveTokenResponse } from '@latchkey/contract/messages/derivation'
import { type DeriveTokenDependencies, makeDeriveToken } from '@latchkey/core/derive/derive-token'
import { formatInstant } from '@latchkey/core/key/instant-text'
import { derivationFromWire } from '../mapping/derivation.ts'
import { callOf } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

export function makeDeriveTokenHandler(deps: DeriveTokenDependencies): OperationHandler {
  const deriveToken = makeDeriveToken(deps)
  return async (call) => {
    const request = derivationFromWire(call.body as DeriveTokenRequest)
    const { token, expiresAt, scopes, claims } = await deriveToken(call.project, callOf(call), request)
    const body: DeriveTokenResponse = { token: { token, expire_time: formatInstant(expiresAt), scopes: [...scopes], claims } }
    return { status: 200, body }
  }
}
