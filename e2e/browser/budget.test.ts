import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { repositoryRoot } from '../../tools/source-files.ts'

const DIST = join(repositoryRoot, 'packages/console/dist')

interface Chunk {
  readonly file: string
  readonly name?: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}

const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Readonly<Record<string, Chunk>>

/** A chunk and everything that it cannot do without. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  for (const imported of manifest[name]?.imports ?? []) withImports(imported, found)
  return found
}

const gzipBytes = (file: string): number => statSync(join(DIST, `${file}.gz`)).size
const bytesOf = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + gzipBytes((manifest[name] as Chunk).file), 0)

const FIRST_ROUTE = 'src/pages/keys/list/keys-page.tsx'

describe('what browsers load, gzipped', () => {
  const first = new Set([...withImports(ENTRY), ...withImports(FIRST_ROUTE)])

  it('is at most 175 kB of scripts for the list of keys', (context) => {
    context.diagnostic(`${bytesOf(first)} bytes in ${first.size} files`)
    assert.ok(bytesOf(first) <= 175_000, `${bytesOf(first)} bytes`)
  })

  it('is at most 35 kB more for any other page', () => {
    const pages = Object.keys(manifest).filter((name) => name.startsWith('src/pages/') && name !== FIRST_ROUTE)
    const over = pages.map((name) => [name, bytesOf([...withImports(name)].filter((needed) => !first.has(needed)))] as const)
    assert.deepEqual(
      over.filter(([, bytes]) => bytes > 35_000),
      [],
    )
  })

  it('is at most 330 kB of scripts and 20 kB of styles in all', () => {
    const chunks = Object.keys(manifest).filter((name) => manifest[name]?.file.endsWith('.js'))
    assert.ok(bytesOf(chunks) <= 330_000, `${bytesOf(chunks)} bytes`)
    const styles = new Set(Object.values(manifest).flatMap(({ css = [] }) => css))
    assert.ok([...styles].reduce((sum, file) => sum + gzipBytes(file), 0) <= 20_000)
  })
})
