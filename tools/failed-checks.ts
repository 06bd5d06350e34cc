// Run by tools/test.ts as one more test file when checks failed: one failing test for each of them.
import assert from 'node:assert/strict'
import { it } from 'node:test'

for (const name of (process.env['LATCHKEY_FAILED_CHECKS'] ?? '').split(',')) {
  it(`check: ${name}`, () => assert.fail('failed before the tests; its output is at the top'))
}
