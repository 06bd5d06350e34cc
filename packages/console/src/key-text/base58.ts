/** Base58 with the Bitcoin alphabet: one text for one sequence of bytes. The time grows with the square of the length. */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** `undefined` when a character is not of the alphabet. */
export function decodeBase58(text: string): Uint8Array | undefined {
  const bytes: number[] = [] // least significant first
  for (const character of text) {
    let carry = ALPHABET.indexOf(character)
    if (carry === -1) return undefined
    for (let index = 0; index < bytes.length; index += 1) {
      const value = (bytes[index] ?? 0) * 58 + carry
      bytes[index] = value & 0xff
      carry = value >> 8
    }
    if (carry > 0) bytes.push(carry)
  }
  let zeros = 0
  while (text[zeros] === '1') zeros += 1
  return Uint8Array.from([...Array<number>(zeros).fill(0), ...bytes.reverse()])
}
