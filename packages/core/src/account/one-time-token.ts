import { hash } from 'node:crypto'
import { Secret } from '../credential/secret.ts'
import type { RandomSource } from '../ports/random-source.ts'

const TOKEN_BYTES = 32 // 256 bits

/** For a link: setup, invitations, a new password. */
export const newOneTimeToken = (random: Pick<RandomSource, 'bytes'>): Secret =>
  new Secret(Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url'))

/** How one-time tokens are stored and found: SHA-256 of the text, base64url. */
export const hashOneTimeToken = (token: string): string => hash('sha256', token, 'base64url')
