import type { GetJWKSResponse } from '@latchkey/contract/messages/derivation'
import { publicJwks } from '@latchkey/core/derive/jwks'
import type { Clock } from '@latchkey/core/ports/clock'
import type { OperationHandler } from '../operation.ts'

/** How long verifiers may keep the set: short, so that a signing key dropped in an emergency is soon gone everywhere. */
const CACHE_SECONDS = 60

/** The set at the top level as JOSE libraries expect it, and under `jwks` as the compatible clients do. */
export function makeGetJwksHandler({ clock }: { readonly clock: Clock }): OperationHandler {
  return async ({ project }) => {
    const now = clock.now()
    const live = project.signingKeys.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)
    const keys = [...publicJwks(live.map(({ value }) => value)).keys]
    const body: GetJWKSResponse = { keys, jwks: { keys } }
    return { status: 200, body, headers: { 'Cache-Control': `public, max-age=${CACHE_SECONDS}` } }
  }
}
