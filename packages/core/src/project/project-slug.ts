// Thirty-two each, so that five bits choose a word; none is a name, a brand or an insult in combination with another.
const qualities = (
  'amber bold brisk calm clear cosy crisp deft eager early fair fleet fresh gentle glad golden ' +
  'green happy keen kind light lively mellow neat noble quick quiet rapid silver steady sunny swift'
).split(' ')
const places = (
  'anchor arbor basin bay beacon bridge brook canyon cedar cliff cove creek delta dune fern field ' +
  'fjord forest garden grove harbor heath hill island lagoon lake maple meadow orchard pine reef ridge'
).split(' ')

// Crockford's alphabet without vowels: nothing to misread, and no words appear by chance.
const TAIL_ALPHABET = '0123456789bcdfghjkmnpqrstvwxyzbc'
const TAIL_LENGTH = 8

/** How many random bytes `readableSlug` takes. */
export const SLUG_RANDOM_BYTES = 2 + TAIL_LENGTH

/** A DNS label (RFC 1035 §2.3.1) that people can say to each other: two words and a tail that makes it unique. */
export function readableSlug(random: Uint8Array): string {
  const [quality = 0, place = 0, ...tail] = random
  const word = (words: readonly string[], byte: number): string => words[byte % words.length] ?? ''
  const characters = tail.slice(0, TAIL_LENGTH).map((byte) => TAIL_ALPHABET[byte % 32])
  return `${word(qualities, quality)}-${word(places, place)}-${characters.join('')}`
}

/** A DNS label of at most 63 characters in lower case. */
export const isSlug = (text: string): boolean => /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)
