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
    assert.deepEqual(marked('never'), [
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
