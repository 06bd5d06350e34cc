import { invalidField } from '../errors/domain-error.ts'

/** RFC 5321 §4.5.3.1.3, without the angle brackets. */
const EMAIL_MAX_BYTES = 254
/** One sign between something and something; whether the address exists, only a message to it would show. */
const EMAIL = /^[^\s@\p{Cc}\p{Cf}]{1,64}@[^\s@\p{Cc}\p{Cf}]{1,252}$/u

/** The one spelling of an address: NFC, lower case. `undefined` for what is no address. */
export function canonicalEmail(text: string): string | undefined {
  if (!text.isWellFormed()) return undefined
  const email = text.trim().normalize('NFC').toLowerCase()
  return EMAIL.test(email) && Buffer.byteLength(email) <= EMAIL_MAX_BYTES ? email : undefined
}

/** Throws `bad_request`. */
export function requireEmail(text: string): string {
  const email = canonicalEmail(text)
  if (email === undefined) throw invalidField('email', 'must be an e-mail address')
  return email
}
