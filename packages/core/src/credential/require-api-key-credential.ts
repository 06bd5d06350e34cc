import { DomainError } from '../errors/domain-error.ts'
import { hasAccessKeyChecksum } from './access-key-secret.ts'

/**
 * For operations whose credential is the API key of somebody else's product. Refuses an empty one with
 * `credential_required`, and a credential for our own API, which people paste by mistake, with `unknown_credential`.
 */
export function requireApiKeyCredential(credential: string): void {
  if (credential === '') throw new DomainError('credential_required')
  if (hasAccessKeyChecksum(credential)) {
    throw new DomainError('unknown_credential', {
      reason: 'this is a credential for the Latchkey API itself, not an API key of the project',
    })
  }
}
