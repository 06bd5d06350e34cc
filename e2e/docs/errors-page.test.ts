import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { errorCatalogue } from '@latchkey/contract/errors'
import { repositoryFile } from './run-page.ts'

it('docs/guides/errors.md lists the error catalogue, line by line', () => {
  const page = readFileSync(repositoryFile('docs/guides/errors.md'), 'utf8')
  const listed = Array.from(page.matchAll(/^\| `([a-z_]+)` \| (\d+) \|/gm), ([, id, http]) => `${id} ${http}`)
  assert.deepEqual(
    listed,
    Object.entries(errorCatalogue).map(([id, { http }]) => `${id} ${http}`),
  )
})
