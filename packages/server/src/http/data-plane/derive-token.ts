import type {
  DeriveTokenRequest as DeriveTokenMessage,
  DeriveTokenResponse,
  TokenAlgorithm,
} from '@latchkey/contract/messages/derivation'
import { type DeriveTokenDependencies, type DeriveTokenRequest, makeDeriveToken } from '@latchkey/core/derive/derive-token'
import type { DerivedTokenKind } from '@latchkey/core/derive/derived-token-claims'
import { formatInstant } from '@latchkey/core/key/instant-text'
import type { JsonObject } from '@latchkey/core/key/json'
import { ttlFromWire } from '../mapping/durations.ts'
import { callOf } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

export function makeDeriveTokenHandler(deps: DeriveTokenDependencies): OperationHandler {
  const deriveToken = makeDeriveToken(deps)
  return async (call) => {
    const request = requestFromWire(call.body as DeriveTokenMessage)
    const { token, expiresAt, scopes, claims } = await deriveToken(call.project, callOf(call), request)
    const body: DeriveTokenResponse = { token: { token, expire_time: formatInstant(expiresAt), scopes: [...scopes], claims } }
    return { status: 200, body }
  }
}

const requestFromWire = (message: DeriveTokenMessage): DeriveTokenRequest => ({
  credential: message.credential ?? '',
  tokenKind: tokenKindOf[message.algorithm ?? 'TOKEN_ALGORITHM_UNSPECIFIED'],
  ttlMs: ttlFromWire(message.ttl),
  scopes: message.scopes ?? [],
  customClaims: (message.custom_claims ?? {}) as JsonObject,
})

const tokenKindOf = {
  TOKEN_ALGORITHM_UNSPECIFIED: 'jwt',
  TOKEN_ALGORITHM_JWT: 'jwt',
  TOKEN_ALGORITHM_MACAROON: 'macaroon',
} as const satisfies Record<TokenAlgorithm, DerivedTokenKind>
