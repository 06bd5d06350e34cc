// The import table of architecture.cjs, typed, and as Markdown.
import { createRequire } from 'node:module'

/** One row: a part of the source tree and what it may import. */
export interface Place {
  readonly name: string
  readonly path: string
  readonly holds: string
  readonly imports: readonly string[]
  readonly lazily?: readonly string[]
  readonly packages: readonly string[] | 'any'
  readonly node: readonly string[] | 'any'
}

export const { places } = createRequire(import.meta.url)('../architecture.cjs') as { places: readonly Place[] }

const list = (names: readonly string[] | 'any'): string => {
  if (names === 'any') return 'any'
  return names.length === 0 ? '–' : names.map((name) => `\`${name}\``).join(' ')
}

const ownImports = ({ imports, lazily }: Place): string =>
  lazily === undefined ? list(imports) : `${list(imports)} and lazily ${list(lazily)}`

/** One line per place, for ARCHITECTURE.md. */
export const importTable = (): string =>
  [
    '| place | holds | imports of ours | packages | of Node |',
    '| --- | --- | --- | --- | --- |',
    ...places.map(
      (place) => `| **${place.name}** | ${place.holds} | ${ownImports(place)} | ${list(place.packages)} | ${list(place.node)} |`,
    ),
  ].join('\n')
