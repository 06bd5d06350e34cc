/** Keeps passwords. Deliberately slow, and never on the event loop. */
export interface PasswordHasher {
  /** Argon2id (RFC 9106) in PHC string format with a fresh salt. */
  hash(password: string): Promise<string>
  /** False for a wrong password. With `undefined` it takes as long and is false: an account that does not exist must not be faster. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}
