/**
 * Base58 with the Bitcoin alphabet. Texts over the alphabet and byte sequences correspond one to one (each leading `1` is
 * one leading zero byte), so whatever decodes also encodes back to the same text: there are no second spellings.
 *
 * Both directions convert pairs, 2 bytes against 2 digits, so that every intermediate product (below 2^28) is a 32-bit
 * integer. The time grows with the square of the length: bound a text before decoding it.
 */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const DIGIT_PAIRS = 58 * 58
const BYTE_PAIRS = 256 * 256
const NOT_A_DIGIT = 255

const digitOfCode = new Uint8Array(128).fill(NOT_A_DIGIT)
for (let digit = 0; digit < 58; digit++) digitOfCode[ALPHABET.charCodeAt(digit)] = digit

export function encodeBase58(bytes: Uint8Array): string {
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++
  const pairs: number[] = [] // least significant first
  for (let index = zeros; index < bytes.length; ) {
    let carry = bytes[index++] ?? 0
    // The first byte stands alone when their number is odd, so that all later pairs shift by the same power.
    if ((bytes.length - index) % 2 === 1) carry = carry * 256 + (bytes[index++] ?? 0)
    for (let pair = 0; pair < pairs.length; pair++) {
      const product = (pairs[pair] ?? 0) * BYTE_PAIRS + carry
      carry = (product / DIGIT_PAIRS) | 0
      pairs[pair] = product - carry * DIGIT_PAIRS
    }
    for (; carry > 0; carry = (carry / DIGIT_PAIRS) | 0) pairs.push(carry % DIGIT_PAIRS)
  }
  let digits = ''
  for (let pair = pairs.length - 1; pair >= 0; pair--) {
    const value = pairs[pair] ?? 0
    digits += ALPHABET.charAt(value / 58) + ALPHABET.charAt(value % 58)
  }
  // The top pair may begin with a zero digit.
  return '1'.repeat(zeros) + (digits.startsWith('1') ? digits.slice(1) : digits)
}

/** `undefined` when a character is not of the alphabet. */
export function decodeBase58(text: string): Buffer | undefined {
  let zeros = 0
  while (text.charCodeAt(zeros) === 0x31) zeros++
  const pairs: number[] = [] // least significant first
  // One digit too few for pairs: step in one early, on a zero digit or on nothing.
  for (let index = zeros - ((text.length - zeros) % 2); index < text.length; index += 2) {
    const high = index < zeros ? 0 : digitAt(text, index)
    const low = digitAt(text, index + 1)
    if (high === NOT_A_DIGIT || low === NOT_A_DIGIT) return undefined
    let carry = high * 58 + low
    for (let pair = 0; pair < pairs.length; pair++) {
      const product = ((pairs[pair] ?? 0) * DIGIT_PAIRS + carry) | 0
      carry = product >>> 16
      pairs[pair] = product & 0xffff
    }
    if (carry > 0) pairs.push(carry)
  }
  return bytesOfPairs(pairs, zeros)
}

const digitAt = (text: string, index: number): number => digitOfCode[text.charCodeAt(index)] ?? NOT_A_DIGIT

/** Most significant first, without the zero byte that the top pair may begin with. */
function bytesOfPairs(pairs: readonly number[], zeros: number): Buffer {
  const topIsOneByte = (pairs.at(-1) ?? BYTE_PAIRS) < 256
  const bytes = Buffer.alloc(zeros + pairs.length * 2 - (topIsOneByte ? 1 : 0))
  let index = bytes.length
  for (const pair of pairs) {
    bytes[--index] = pair
    if (index > zeros) bytes[--index] = pair >>> 8
  }
  return bytes
}
