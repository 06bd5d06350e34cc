/** Everything a person, a mail client or an attacker does to one text, for tests that none of it is accepted. */

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))
const invisible = ['\0', '\t', '\n', '\r', '\u00a0', '\u00ad', '\u200b', '\u2028', '\ufeff', '\ud800']

// Letters and digits that look alike in other scripts: Cyrillic, Greek, full width, mathematical.
const lookAlikes: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  j: 'ј',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  x: 'х',
  y: 'у',
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  I: 'Ι',
  J: 'Ј',
  K: 'К',
  M: 'М',
  N: 'Ν',
  O: 'О',
  P: 'Р',
  S: 'Ѕ',
  T: 'Т',
  X: 'Х',
  Y: 'Υ',
  Z: 'Ζ',
  _: '＿',
  '.': '․',
  '-': '‐',
}

/** Each position replaced by every other printable ASCII character. */
export function* replacements(text: string): Generator<string> {
  for (const [position, original] of [...text].entries()) {
    for (const character of printable) if (character !== original) yield spliced(text, position, 1, character)
  }
}

/** At each place, every printable ASCII character and a few invisible ones put in. */
export function* insertions(text: string, characters: readonly string[] = printable): Generator<string> {
  for (let position = 0; position <= text.length; position++) {
    for (const character of [...characters, ...invisible]) yield spliced(text, position, 0, character)
  }
}

/** One or two characters gone, doubled or swapped; each tail and each head cut off. */
export function* slips(text: string): Generator<string> {
  for (let position = 0; position < text.length; position++) {
    yield spliced(text, position, 1, '')
    yield spliced(text, position, 2, '')
    yield spliced(text, position, 0, text.charAt(position))
    const swapped = text.charAt(position + 1) + text.charAt(position)
    if (swapped !== text.slice(position, position + 2)) yield spliced(text, position, 2, swapped)
    yield text.slice(0, position)
    if (position > 0) yield text.slice(position)
  }
}

/** Other spellings of the same characters: case, look-alikes, full width, percent and entity encoding. */
export function* spellings(text: string): Generator<string> {
  for (const [position, character] of [...text].entries()) {
    const flipped = character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()
    if (flipped !== character) yield spliced(text, position, 1, flipped)
    const lookAlike = lookAlikes[character]
    if (lookAlike !== undefined) yield spliced(text, position, 1, lookAlike)
    const code = character.charCodeAt(0)
    yield spliced(text, position, 1, String.fromCharCode(code - 0x20 + 0xff00))
    yield spliced(text, position, 1, `%${code.toString(16)}`)
    yield spliced(text, position, 1, `&#${code};`)
    yield spliced(text, position, 1, `${character}\u0301`)
    yield spliced(text, position, 1, String.fromCharCode(code + 0x100))
  }
  yield text.toUpperCase()
  yield text.toLowerCase()
}

/** The text with something around it. */
export function* wrappings(text: string): Generator<string> {
  for (const character of [...invisible, ' ', '=', '==', '"', "'", '.', ',', ';', '_', '-', '0', '1']) {
    yield character + text
    yield text + character
    yield character + text + character
  }
  yield `Bearer ${text}`
  yield text + text
  yield `${text}.${text}`
}

const spliced = (text: string, position: number, removed: number, inserted: string): string =>
  text.slice(0, position) + inserted + text.slice(position + removed)
