export interface Argon2Parameters {
  readonly memoryKib: number
  readonly passes: number
  readonly lanes: number
}

export interface PhcHash extends Argon2Parameters {
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

/** RFC 9106 §3.1 says more; these are what a hash of ours could ever be, so that a row cannot ask for a machine's whole memory. */
const LIMITS = { memoryKib: 1024 * 1024, passes: 16, lanes: 16 } as const
const VERSION = 19
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,88})$/

/** PHC string format: algorithm, version, parameters, salt and hash in base64 without padding. */
export const formatPhc = ({ memoryKib, passes, lanes, salt, tag }: PhcHash): string =>
  `$argon2id$v=${VERSION}$m=${memoryKib},t=${passes},p=${lanes}$${base64(salt)}$${base64(tag)}`

/** `undefined` for anything that is no argon2id hash of version 1.3 within sensible limits. */
export function parsePhc(text: string): PhcHash | undefined {
  const [, memory, passes, lanes, salt = '', tag = ''] = PHC.exec(text) ?? []
  const hash: PhcHash = {
    memoryKib: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
  return isSensible(hash) ? hash : undefined
}

/** Each lane takes at least 8 KiB (RFC 9106 §3.1). `NaN` compares false. */
const isSensible = ({ memoryKib, passes, lanes }: Argon2Parameters): boolean =>
  lanes >= 1 &&
  lanes <= LIMITS.lanes &&
  passes >= 1 &&
  passes <= LIMITS.passes &&
  memoryKib >= 8 * lanes &&
  memoryKib <= LIMITS.memoryKib

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')
