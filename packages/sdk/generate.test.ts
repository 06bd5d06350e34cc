import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { generateFiles } from './generate.ts'

describe('the generated part of the SDK', () => {
  it('is what the contract says today; `npm run generate` writes it anew', async () => {
    const files = await generateFiles(await readFile(new URL('../contract/openapi.json', import.meta.url), 'utf8'))
    for (const [name, text] of Object.entries(files)) {
      assert.equal(await readFile(new URL(`src/generated/${name}`, import.meta.url), 'utf8'), text, `${name} is not fresh`)
    }
  })

  it('marks what may be sent again', async () => {
    const { operations } = await import('./src/generated/operations.ts')
    const marked = (mark: string) =>
      Object.entries(operations)
        .filter(([, { repeatable }]) => repeatable === mark)
        .map(([id]) => id)
    assert.deepEqual(marked('with_request_id'), ['adminBatchCreateImportedApiKeys', 'adminImportApiKey', 'adminIssueApiKey'])
    const ofTheControlPlane = new Set(
      Object.entries(operations)
        .filter(([, { path }]) => /^\/(projects|workspaces)(\/|$)/.test(path))
        .map(([id]) => id),
    )
    // Idempotent by design; whatever else changes something there could do it twice, or lose a secret.
    assert.equal(operations.enableProjectApiKeys.repeatable, 'always')
    const read = Object.entries(operations).filter(([, { method }]) => method === 'GET')
    assert.ok(read.every(([, { repeatable }]) => repeatable === 'always'))
    const changing = marked('always').filter((id) => ofTheControlPlane.has(id) && !read.some(([name]) => name === id))
    assert.deepEqual(changing, ['enableProjectApiKeys'])
    const ofTheDataPlane = marked('never').filter((id) => !ofTheControlPlane.has(id))
    assert.deepEqual(ofTheDataPlane, [
      'adminBulkRevokeApiKeys',
      'adminDeleteImportedApiKey',
      'adminRevokeApiKey',
      'adminRevokeImportedApiKey',
      'adminRevokeIssuedApiKey',
      'adminRotateIssuedApiKey',
      'adminUpdateImportedApiKey',
      'adminUpdateIssuedApiKey',
    ])
  })
})
