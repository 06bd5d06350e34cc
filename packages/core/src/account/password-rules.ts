import { invalidField } from '../errors/domain-error.ts'
import { commonWords, keyboardRows } from './common-passwords.ts'

/** NIST SP 800-63B §3.1.1.2: length counts, kinds of characters do not; what is commonly used is refused with a reason. */
export const PASSWORD_MIN_CHARACTERS = 12
export const PASSWORD_MAX_BYTES = 1024
const DISTINCT_MIN = 5
const CONTEXT_MIN = 5

/** What else is known of the person, and so to whoever guesses. */
export interface PasswordContext {
  readonly email: string
  readonly name?: string | undefined
}

/** Whether the text can be a password of ours at all; anything else is wrong without a look. */
export const mayBePassword = (password: string): boolean =>
  password.isWellFormed() && Buffer.byteLength(password) <= PASSWORD_MAX_BYTES

/** Throws `bad_request` naming `field` and the rule; never quotes the password. */
export function requireGoodPassword(password: string, context: PasswordContext, field = 'password'): void {
  const rule = brokenRule(password, context)
  if (rule !== undefined) throw invalidField(field, rule)
}

function brokenRule(password: string, context: PasswordContext): string | undefined {
  if (!password.isWellFormed()) return 'must be Unicode text'
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) return `must have at most ${PASSWORD_MAX_BYTES} bytes`
  if ([...password].length < PASSWORD_MIN_CHARACTERS) return `must have at least ${PASSWORD_MIN_CHARACTERS} characters`
  const lower = password.toLowerCase()
  if (new Set(lower).size < DISTINCT_MIN || isRepetition(lower)) return 'repeats itself too much'
  if (isCommon(lower)) return 'is one of the most commonly used passwords'
  return isAboutPerson(lower, context) ? 'consists of little more than the address or the name' : undefined
}

/** `hunterhunter`, `abc1abc1abc1`: one short text over and over. */
const isRepetition = (text: string): boolean => `${text}${text}`.indexOf(text, 1) < text.length

/** A run of a keyboard, or well-known words with digits and signs around them. */
function isCommon(lower: string): boolean {
  const reversed = [...lower].reverse().join('')
  if (keyboardRows.some((row) => row.includes(lower) || row.includes(reversed))) return true
  const asLetters = lower.replaceAll(/[@4]/gu, 'a').replaceAll('0', 'o').replaceAll('3', 'e').replaceAll(/[$5]/gu, 's')
  return isAllCommonWords(lower) || isAllCommonWords(asLetters)
}

function isAllCommonWords(text: string): boolean {
  const words = text.split(/[^\p{L}]+/u).filter((word) => word.length > 2)
  return words.length > 0 && words.every((word) => commonWords.has(word) || isTwoCommonWords(word))
}

function isTwoCommonWords(word: string): boolean {
  for (let cut = 3; cut <= word.length - 3; cut++) {
    if (commonWords.has(word.slice(0, cut)) && commonWords.has(word.slice(cut))) return true
  }
  return false
}

/** What is left without the address, its parts and the name is too short to be a secret. */
function isAboutPerson(lower: string, { email, name = '' }: PasswordContext): boolean {
  const parts = [email, ...email.split(/[@.+_-]/u), ...name.toLowerCase().split(/\s+/u)].filter(
    (part) => part.length >= CONTEXT_MIN,
  )
  return parts.some((part) => lower.includes(part) && lower.length - part.length < PASSWORD_MIN_CHARACTERS / 2)
}
