import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { Secret } from './secret.ts'

const text = 'canary-7f3a9b'
const secret = new Secret(text)

describe('Secret', () => {
  it('gives its text only on request', () => {
    assert.equal(secret.reveal(), text)
  })

  it('shows a placeholder wherever values are printed by accident', () => {
    const error = new Error('refused', { cause: { secret } })
    const printed = [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret, list: [secret] }),
      inspect(secret),
      inspect({ deep: { secret } }, { depth: 5, showHidden: true }),
      inspect(error),
      Object.entries(secret).join(),
      JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
    ]
    for (const line of printed) assert.ok(!line.includes(text), line)
  })
})
