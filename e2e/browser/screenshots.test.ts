import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, it } from 'node:test'
import { repositoryRoot } from '../../tools/source-files.ts'
import { fileOf, looks, PICTURE_FOLDER, pictures } from './screenshots/pictures.ts'

const FILE_MAX_BYTES = 64_000
const ALL_MAX_BYTES = 4_600_000

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8')
const taken = new Set(globSync('*', { cwd: join(repositoryRoot, PICTURE_FOLDER) }))
const wanted = pictures.flatMap((picture) => looks.map((look) => fileOf(picture, look)))

/** The paths of the pages, as their topics spell them; where one only leads to another there is nothing to see. */
const routes = globSync('packages/console/src/pages/*/routes.ts', { cwd: repositoryRoot }).flatMap((file) => {
  const source = read(file)
  const base = /^const BASE = '([^']+)'/m.exec(source)?.[1] ?? ''
  const paths = [...source.matchAll(/\bpath: (?:'([^']+)'|`\$\{BASE\}([^`]+)`),/g)]
  return paths.map(([, whole, below]) => whole ?? base + below)
})

describe('the pictures of the console', () => {
  it('are of every page, in light and dark, wide and on a phone', () => {
    assert.ok(routes.length >= 30, `${routes.length} routes were read`)
    const shown = new Set(pictures.map(({ route }) => route))
    assert.deepEqual(
      routes.filter((route) => !shown.has(route)),
      [],
      'pages without a picture: add them to e2e/browser/screenshots/pictures.ts',
    )
    const hint = 'run node e2e/browser/screenshots.ts'
    assert.deepEqual([wanted.filter((file) => !taken.has(file)), hint], [[], hint])
    assert.deepEqual([[...taken].filter((file) => !wanted.includes(file)), hint], [[], hint])
  })

  it('are small WebP files', () => {
    const sizes = [...taken].map((file) => {
      const path = join(repositoryRoot, PICTURE_FOLDER, file)
      const head = readFileSync(path).subarray(0, 12).toString('latin1')
      assert.match(head, /^RIFF....WEBP$/s, file)
      return { file, bytes: statSync(path).size }
    })
    assert.deepEqual(
      sizes.filter(({ bytes }) => bytes > FILE_MAX_BYTES),
      [],
    )
    const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
    assert.ok(all <= ALL_MAX_BYTES, `${all} bytes in all`)
  })

  it('that pages of the docs show exist, and each is described', () => {
    let shown = 0
    for (const page of ['README.md', ...globSync('docs/**/*.md', { cwd: repositoryRoot })]) {
      const markdown = read(page)
      for (const [tag, source = ''] of markdown.matchAll(/<(?:img|source)\b[^>]*?\bsrc(?:set)?="([^"]+)"[^>]*>/g)) {
        shown++
        assert.ok(taken.has(relativeTo(page, source)), `${page} shows ${source}, which is not there`)
        if (tag.startsWith('<img')) assert.match(tag, /\balt="[^"]{10,}"/, `${page}: ${source} is not described`)
      }
    }
    assert.ok(shown >= 30, `${shown} were found`)
  })
})

/** The name of a picture in its folder; otherwise the whole path. */
const relativeTo = (page: string, source: string): string =>
  normalize(join(dirname(page), source)).replace(`${PICTURE_FOLDER}/`, '')
