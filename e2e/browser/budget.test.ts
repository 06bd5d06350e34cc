import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { repositoryRoot } from '../../tools/source-files.ts'

const DIST = join(repositoryRoot, 'packages/console/dist')
const FIRST_ROUTE = 'src/pages/keys/list/keys-page.tsx'

interface Chunk {
  readonly file: string
  readonly name?: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
const manifest = readJson(join(DIST, '.vite/manifest.json')) as Readonly<Record<string, Chunk>>
const scripts = Object.keys(manifest).filter((name) => manifest[name]?.file.endsWith('.js'))

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

describe('what browsers load, gzipped', () => {
  const start = scripts.find((name) => manifest[name]?.name === 'start') ?? ''
  const first = new Set([...withImports(start), ...withImports(FIRST_ROUTE)])

  it('is at most 175 kB of scripts for the list of keys', (context) => {
    context.diagnostic(`${bytesOf(first)} bytes in ${first.size} files`)
    assert.ok(bytesOf(first) <= 175_000, `${bytesOf(first)} bytes`)
  })

  it('is at most 35 kB more for any other page', () => {
    const pages = scripts.filter((name) => name.startsWith('src/pages/') && name !== FIRST_ROUTE)
    const over = pages.map((name) => [name, gzipBytes((manifest[name] as Chunk).file)] as const)
    assert.deepEqual(
      over.filter(([, bytes]) => bytes > 35_000),
      [],
    )
  })

  it('is at most 330 kB of scripts and 20 kB of styles in all, and 35 kB for a language other than English', (context) => {
    const languages = scripts.filter((name) => name.includes('virtual:messages/'))
    const scriptBytes = bytesOf(scripts) - bytesOf(languages)
    const styles = new Set(Object.values(manifest).flatMap(({ css = [] }) => css))
    const styleBytes = [...styles].reduce((sum, file) => sum + gzipBytes(file), 0)
    context.diagnostic(`${scriptBytes} bytes of scripts, ${styleBytes} of styles, ${bytesOf(languages)} of other languages`)
    assert.ok(scriptBytes <= 330_000, `${scriptBytes} bytes`)
    assert.ok(styleBytes <= 20_000, `${styleBytes} bytes`)
    for (const language of languages) assert.ok(bytesOf([language]) <= 35_000, language)
  })

  it('is built of at most 40 packages', (context) => {
    const shipped = readJson(join(DIST, '.vite/packages.json')) as readonly { readonly name: string; readonly part: string }[]
    const names = shipped.filter(({ part }) => part === 'console').map(({ name }) => name)
    context.diagnostic(`${names.length}: ${names.join(' ')}`)
    assert.ok(names.includes('react') && names.length <= 40, names.join(' '))
  })
})
