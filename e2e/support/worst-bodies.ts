/** JSON of about `size` bytes that costs a parser as much as possible, by name. */
export function worstBodies(size: number): Readonly<Record<string, string>> {
  const room = size - 64
  const fill = (piece: string): string => piece.repeat(Math.floor(room / piece.length))
  const members = (count: number, from: number): string =>
    Array.from({ length: count }, (_, index) => `"k${from + index}":1`).join()
  const objects = Math.floor(room / (1000 * 9))
  return {
    'empty objects': `{"credential":"x","m":[${fill('{},')}{}]}`,
    'empty arrays': `{"credential":"x","m":[${fill('[],')}[]]}`,
    'distinct names in one object': `{"credential":"x","m":{${members(Math.floor(room / 11), 0)}}}`,
    'distinct names in many objects': `{"credential":"x","m":[${Array.from({ length: objects }, (_, index) => `{${members(900, index * 900)}}`).join()}]}`,
    'integer-like names': `{"credential":"x","m":{${Array.from({ length: Math.floor(room / 11) }, (_, index) => `"${index}":1`).join()}}}`,
    escapes: `{"credential":"x","m":"${fill('\\u0041')}"}`,
    'surrogate pairs': `{"credential":"x","m":"${fill('\\ud83d\\udd11')}"}`,
    numbers: `{"credential":"x","m":[${fill('1.5e300,')}1]}`,
    'deep nesting': `{"credential":"x","m":[${fill(`${'['.repeat(29)}${']'.repeat(29)},`)}1]}`,
    'one string': `{"credential":"${fill('x')}"}`,
    'open brackets': fill('['),
    'open quotes': fill('["'),
  }
}
