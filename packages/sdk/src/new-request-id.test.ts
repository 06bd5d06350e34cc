import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newRequestId } from './new-request-id.ts'

it('a request id is a UUID version 4, and never the same twice', () => {
  const ids = Array.from({ length: 10_000 }, newRequestId)
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(new Set(ids).size, ids.length)
})
