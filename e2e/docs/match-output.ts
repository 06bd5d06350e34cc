/**
 * Compares what a page shows with what came out. Values that differ from run to run need only have the same shape: ids, times
 * and everything around an ellipsis (`…`). A page may show fewer members of an object than there are, unless it claims to show
 * the whole, and never other ones.
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const DIGEST = /^[0-9a-f]{64}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

const shapes = [UUID, DIGEST, TIME]

interface Place {
  readonly path: string
  /** The page claims to show every member. */
  readonly whole: boolean
}

/** Where and how the two differ; empty when the page tells the truth. */
export function jsonDifferences(shown: unknown, actual: unknown, place: Place = { path: '$', whole: false }): string[] {
  if (Array.isArray(shown)) return arrayDifferences(shown, actual, place)
  if (isObject(shown)) return objectDifferences(shown, actual, place)
  const isSame = typeof shown === 'string' && typeof actual === 'string' ? textMatches(shown, actual) : Object.is(shown, actual)
  return isSame ? [] : [differ(place.path, shown, actual)]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const differ = (path: string, shown: unknown, actual: unknown): string =>
  `${path}: the page shows ${JSON.stringify(shown)}, it is ${JSON.stringify(actual)}`

function arrayDifferences(shown: readonly unknown[], actual: unknown, { path, whole }: Place): string[] {
  if (!Array.isArray(actual) || actual.length !== shown.length) return [differ(path, shown, actual)]
  return shown.flatMap((item, index) => jsonDifferences(item, actual[index], { path: `${path}[${index}]`, whole }))
}

function objectDifferences(shown: Record<string, unknown>, actual: unknown, { path, whole }: Place): string[] {
  if (!isObject(actual)) return [differ(path, shown, actual)]
  const hidden = whole ? Object.keys(actual).filter((name) => !(name in shown)) : []
  return [
    ...hidden.map((name) => `${path}.${name}: the page claims to show the whole and leaves this out`),
    ...Object.entries(shown).flatMap(([name, value]) => jsonDifferences(value, actual[name], { path: `${path}.${name}`, whole })),
  ]
}

/** Whether `actual` is what `shown` stands for. */
export function textMatches(shown: string, actual: string): boolean {
  const shape = shapes.find((candidate) => candidate.test(shown))
  if (shape !== undefined) return shape.test(actual)
  const parts = shown.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*')}$`).test(actual)
}

/** The shown lines, in order, must be among the actual ones; runs of spaces count as one. */
export function lineDifferences(shown: string, actual: string): string[] {
  const tidy = (text: string) => text.split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '))
  const remaining = tidy(actual)
  for (const line of tidy(shown)) {
    const found = remaining.findIndex((candidate) => line === candidate || matchesWords(line, candidate))
    if (found === -1) return [`no line reads like ${JSON.stringify(line)} in:\n${actual}`]
    remaining.splice(0, found + 1)
  }
  return []
}

function matchesWords(shown: string, actual: string): boolean {
  const [shownWords, actualWords] = [shown.split(' '), actual.split(' ')]
  if (shown.endsWith('…') || shownWords.length !== actualWords.length) return textMatches(shown, actual)
  return shownWords.every((word, index) => textMatches(word, actualWords[index] ?? ''))
}
