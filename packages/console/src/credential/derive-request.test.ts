import assert from 'node:assert/strict'
import { it } from 'node:test'
import { deriveRequestOf, emptyDeriveDraft } from './derive-request.ts'

it('asks for what was typed and leaves the rest to the project', () => {
  assert.deepEqual(deriveRequestOf(' key ', emptyDeriveDraft), {
    request: { credential: 'key', algorithm: 'TOKEN_ALGORITHM_JWT' },
  })
  const draft = { algorithm: 'TOKEN_ALGORITHM_MACAROON', ttl: ' 15m ', scopes: ['a'], claims: ' {"team":"data"} ' } as const
  assert.deepEqual(deriveRequestOf('key', draft), {
    request: {
      credential: 'key',
      algorithm: 'TOKEN_ALGORITHM_MACAROON',
      ttl: '15m',
      scopes: ['a'],
      custom_claims: { team: 'data' },
    },
  })
})

it('says at which field something is wrong', () => {
  const fieldOf = (credential: string, changes: object) => {
    const answer = deriveRequestOf(credential, { ...emptyDeriveDraft, ...changes })
    return 'errors' in answer ? Object.keys(answer.errors) : []
  }
  assert.deepEqual(fieldOf('  ', {}), ['credential'])
  assert.deepEqual(fieldOf('key', { scopes: [] }), ['scopes'], 'the server would take none for all')
  for (const claims of ['[]', 'null', '{']) assert.deepEqual(fieldOf('key', { claims }), ['claims'])
})
