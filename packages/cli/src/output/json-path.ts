import { UsageError } from '../exit-code.ts'

type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'wildcard' }

/** The steps of a JSONPath (RFC 9535), without slices, unions and filters. */
export type JsonPath = readonly { readonly selector: Selector; readonly descends: boolean }[]

const STEP = /(\.\.?)?(?:\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)|(\*))\]|([\p{L}_][\p{L}\p{N}_-]*)|(\*))/uy

/** `$.a.b`, `$['a']`, `$.list[0]`, `$.list[-1]`, `$.list[*].id`, `$..id`; the leading `$` may be left out, as may a first dot. */
export function parseJsonPath(text: string): JsonPath {
  const steps: { selector: Selector; descends: boolean }[] = []
  let position = text.startsWith('$') ? 1 : 0
  while (position < text.length) {
    STEP.lastIndex = position
    const match = STEP.exec(text)
    const isFirst = position === 0
    if (match === null || !isWellPlaced(match, isFirst)) {
      throw new UsageError(`--format jsonpath: cannot read character ${position + 1} of ${text}`)
    }
    steps.push({ selector: selectorOf(match), descends: match[1] === '..' })
    position = STEP.lastIndex
  }
  return steps
}

/** Every value that the path selects, in order. */
export function evaluateJsonPath(path: JsonPath, document: unknown): readonly unknown[] {
  return path.reduce<readonly unknown[]>(
    (values, { selector, descends }) =>
      values.flatMap((value) => (descends ? descendants(value) : [value])).flatMap((value) => select(selector, value)),
    [document],
  )
}

/** A name needs a dot before it, save at the very beginning; a single dot never stands before a bracket. */
function isWellPlaced(match: RegExpExecArray, isFirst: boolean): boolean {
  const isBracket = match[0].endsWith(']')
  return isBracket ? match[1] !== '.' : match[1] !== undefined || isFirst
}

function selectorOf(match: RegExpExecArray): Selector {
  const [, , single, double, index, , name] = match
  const quoted = single ?? double
  if (quoted !== undefined) return { kind: 'name', name: quoted.replace(/\\(.)/g, '$1') }
  if (index !== undefined) return { kind: 'index', index: Number(index) }
  return name === undefined ? { kind: 'wildcard' } : { kind: 'name', name }
}

function select(selector: Selector, value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (selector.kind === 'wildcard') return Object.values(value)
  if (selector.kind === 'index') {
    const found: unknown = Array.isArray(value) ? value.at(selector.index) : undefined
    return found === undefined ? [] : [found]
  }
  return Object.hasOwn(value, selector.name) ? [(value as Readonly<Record<string, unknown>>)[selector.name]] : []
}

/** The value and everything below it, parents first. */
function descendants(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [value]
  return [value, ...Object.values(value).flatMap(descendants)]
}
