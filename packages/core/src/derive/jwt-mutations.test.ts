import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { insertions, replacements, slips, spellings, wrappings } from '../../vectors/mutations.ts'
import { issuer, newEd25519Key, now, projectId, sampleGrant } from '../../vectors/sample-token.ts'
import type { KeyId } from '../key/api-key.ts'
import { buildDerivedTokenClaims } from './derived-token-claims.ts'
import { signJwt, verifyJwt } from './jwt.ts'

// Short values make a short token: the work grows with its square.
const signingKey = newEd25519Key('k')
const shortParent = { ...sampleGrant('jwt').parent, id: 'p' as KeyId, actorId: '', metadata: {} }
const token = signJwt(buildDerivedTokenClaims(sampleGrant('jwt', { parent: shortParent, tokenId: 't', scopes: [] })), signingKey)
const verifies = (text: string): boolean =>
  verifyJwt(text, { signingKeys: [signingKey], issuers: [issuer], projectId, now }) !== undefined

describe('a JWT', () => {
  const mutators = {
    'replaced characters': replacements,
    'inserted characters': (text: string) => insertions(text, ['A', '_', '-', '+', '/', '=', '.', ' ', '0']),
    slips,
    'other spellings': spellings,
    wrappings,
  }
  for (const [name, mutate] of Object.entries(mutators)) {
    it(`does not verify after any change: ${name}`, () => {
      assert.equal(verifies(token), true)
      const accepted = [...mutate(token)].filter(verifies)
      assert.deepEqual(accepted, [])
    })
  }
})
