import { looksSecret } from '../../key-text/looks-secret.ts'
import { readCredential } from '../../key-text/read-credential.ts'

/** A credential that somebody pasted, by what it says of itself; the text is not kept. */
export interface PastedSecret {
  readonly kind: 'issued_key' | 'derived_token' | 'unknown'
  /** The key that it is, or that the token was derived from; `undefined` where it does not tell. */
  readonly keyId: string | undefined
  readonly issuedAt: Date | undefined
}

const KEY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$|^[0-9a-f]{64}$/

/** `undefined` for whatever does not look like a credential. Reads it where it stands. */
export function pastedSecret(pasted: string): PastedSecret | undefined {
  const reading = readCredential(pasted)
  if (reading.kind === 'issued_key') return reading
  if (reading.kind === 'jwt' || reading.kind === 'macaroon') {
    const { akid, iat } = reading.claims ?? {}
    return {
      kind: 'derived_token',
      keyId: typeof akid === 'string' && KEY_ID.test(akid) ? akid : undefined,
      issuedAt: typeof iat === 'number' && Math.abs(iat) < 1e11 ? new Date(iat * 1000) : undefined,
    }
  }
  const isSecret = reading.kind === 'access_key' || looksSecret(pasted.trim())
  return isSecret ? { kind: 'unknown', keyId: undefined, issuedAt: undefined } : undefined
}
