import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { PasswordHasher } from '@latchkey/core/ports/password-hasher'
import { type Argon2Parameters, formatPhc, type PhcHash, parsePhc } from './phc-string.ts'

const derive = promisify(argon2)

/** OWASP Password Storage Cheat Sheet: the first of its choices for argon2id. */
export const OWASP_PARAMETERS: Argon2Parameters = { memoryKib: 19_456, passes: 2, lanes: 1 }
const SALT_BYTES = 16
const TAG_BYTES = 32
/** Each computation holds 19 MiB and one thread of the pool. */
const AT_ONCE = 4
/** Whoever comes to a longer queue is better told to come back. */
const WAITING_MAX = 256

/** Argon2id (RFC 9106) on the thread pool of the runtime, a few at a time. Rejects with `service_unavailable` when too many wait. */
export function makeArgon2PasswordHasher(parameters: Argon2Parameters = OWASP_PARAMETERS): PasswordHasher {
  const takeTurn = makeTurns()
  const tagOf = (password: string, { salt, tag, ...cost }: PhcHash): Promise<Uint8Array> =>
    takeTurn(() =>
      derive('argon2id', {
        message: Buffer.from(password, 'utf8'),
        nonce: salt,
        tagLength: tag.length,
        memory: cost.memoryKib,
        passes: cost.passes,
        parallelism: cost.lanes,
      }),
    )
  // Nobody's password: its work is what an account that does not exist costs.
  const nobodys: PhcHash = { ...parameters, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) }
  return {
    async hash(password) {
      const blank: PhcHash = { ...parameters, salt: randomBytes(SALT_BYTES), tag: new Uint8Array(TAG_BYTES) }
      return formatPhc({ ...blank, tag: await tagOf(password, blank) })
    },
    async verify(password, hash) {
      const stored = hash === undefined ? undefined : parsePhc(hash)
      const expected = stored ?? nobodys
      const isRight = timingSafeEqual(await tagOf(password, expected), expected.tag)
      return isRight && stored !== undefined
    },
  }
}

/** Lets `AT_ONCE` run at once, the others in the order of their coming. */
function makeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running < AT_ONCE) running += 1
    else if (waiting.length >= WAITING_MAX) throw new DomainError('service_unavailable', { reason: 'too many sign-ins at once' })
    // Whoever finishes hands the place over, so that it is never free in between.
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
