import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { editsFromWire, rotationEditsFromWire } from './key-edits.ts'

const everything = {
  name: 'n',
  scopes: ['s'],
  metadata: { a: 1 },
  rate_limit_policy: { quota: 5, window: '60s' },
  ip_restriction: { allowed_cidrs: ['10.0.0.0/8'] },
}
const allEdits = {
  name: 'n',
  scopes: ['s'],
  metadata: { a: 1 },
  rateLimit: { quota: 5, windowMs: 60_000, unit: '' },
  allowedCidrs: ['10.0.0.0/8'],
}

describe('the edits of an update', () => {
  it('are every populated member without a mask', () => {
    assert.deepEqual(editsFromWire(everything, undefined), allEdits)
    assert.deepEqual(editsFromWire({}, ''), {})
    const empties = { name: '', scopes: [], metadata: {}, ip_restriction: {} }
    assert.deepEqual(editsFromWire(empties, undefined), {})
    assert.deepEqual(editsFromWire({ ip_restriction: { allowed_cidrs: [] } }, undefined), {})
  })

  it('are exactly what a mask names, and what is named but absent is cleared', () => {
    assert.deepEqual(editsFromWire(everything, 'name'), { name: 'n' })
    assert.deepEqual(editsFromWire(everything, ' scopes , ipRestriction,rateLimitPolicy,metadata,name '), allEdits)
    assert.deepEqual(editsFromWire({}, 'scopes,metadata,rate_limit_policy,ip_restriction'), {
      scopes: [],
      metadata: {},
      rateLimit: undefined,
      allowedCidrs: undefined,
    })
    assert.deepEqual(editsFromWire({ ip_restriction: { allowed_cidrs: [] } }, 'ip_restriction'), { allowedCidrs: undefined })
  })

  it('never clear the name', () => {
    for (const body of [{}, { name: '' }, { name: '  ' }]) {
      assert.throws(() => editsFromWire(body, 'name'), { code: 'bad_request', metadata: { field: 'name' } })
    }
  })

  it('refuse a mask with a name that may not change, and list those that may', () => {
    for (const mask of ['actor_id', 'name,', ',', '*', 'name,expire_time', 'ip_restriction.allowed_cidrs', 'Name', '__proto__']) {
      assert.throws(
        () => editsFromWire(everything, mask),
        {
          code: 'bad_request',
          message: /name, scopes, metadata, rate_limit_policy, ip_restriction/,
        },
        mask,
      )
    }
  })

  it('are read from a wrapped body too', () => {
    assert.deepEqual(editsFromWire({ issued_api_key: everything }, undefined), allEdits)
    assert.deepEqual(editsFromWire({ imported_api_key: everything }, 'name'), { name: 'n' })
  })
})

describe('the edits of a rotation', () => {
  it('are every member that is there, even an empty one', () => {
    assert.deepEqual(rotationEditsFromWire({}), {})
    assert.deepEqual(rotationEditsFromWire({ scopes: [], metadata: {}, ip_restriction: {} }), {
      scopes: [],
      metadata: {},
      allowedCidrs: undefined,
    })
    assert.deepEqual(rotationEditsFromWire({ visibility: 'KEY_VISIBILITY_PUBLIC' }), { visibility: 'public' })
    assert.throws(() => rotationEditsFromWire({ name: '' }), { code: 'bad_request' })
  })
})
