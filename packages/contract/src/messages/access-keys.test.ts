import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileMessage } from '../validate.ts'
import { CreateProjectApiKeyBody } from './access-keys.ts'

const { parse } = compileMessage(CreateProjectApiKeyBody)
const permissionsOf = (permissions: unknown): unknown => {
  const reading = parse({ name: 'ci', permissions })
  return reading.ok ? reading.value.permissions : `${reading.field}: ${reading.rule}`
}

describe('the permissions of a new API key', () => {
  it('are one text or a list of texts', () => {
    assert.equal(permissionsOf('verify'), 'verify')
    assert.deepEqual(permissionsOf(['keys:read', 'verify']), ['keys:read', 'verify'])
    assert.deepEqual(permissionsOf([]), [])
    assert.equal(permissionsOf(null), undefined)
  })

  it('are nothing else', () => {
    for (const bad of [7, true, {}, [7], [['verify']], Array(33).fill('verify')]) {
      assert.equal(permissionsOf(bad), 'permissions: must be a string', JSON.stringify(bad))
    }
    assert.equal(permissionsOf('v'.repeat(33)), 'permissions: must not be longer than 32 characters')
  })
})
