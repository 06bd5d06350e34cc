import type { VerifyApiKeyResponse } from '@latchkey/sdk/messages'
import type { CredentialReading } from '../../key-text/read-credential.ts'

/** What every mode of the playground is given. */
export interface ModeProps {
  readonly project: string
  /** Why nothing can be sent; `undefined` when it can. */
  readonly disabledBecause: string | undefined
  readonly onVerdict: (answer: VerifyApiKeyResponse, reading: CredentialReading) => void
}
