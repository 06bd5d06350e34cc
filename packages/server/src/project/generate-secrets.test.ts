import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { generateHmacSecret, generateProjectSecrets, generateSigningJwk } from './generate-secrets.ts'

describe('the secrets of a project', () => {
  it('follow from the randomness that is given, and differ with it', () => {
    assert.deepEqual(generateProjectSecrets(new SeededRandom('a')), generateProjectSecrets(new SeededRandom('a')))
    const [one, other] = [generateProjectSecrets(new SeededRandom('a')), generateProjectSecrets(new SeededRandom('b'))]
    assert.notEqual(one.hmacSecret, other.hmacSecret)
    for (const member of ['d', 'x', 'kid']) assert.notEqual(one.signingJwk[member], other.signingJwk[member])
  })

  it('are drawn from the operating system where none is given', () => {
    assert.notEqual(generateHmacSecret(), generateHmacSecret())
    assert.notEqual(generateSigningJwk()['d'], generateSigningJwk()['d'])
  })

  it('have the public key that belongs to the seed (RFC 8037 appendix A.1)', () => {
    const seed = Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url')
    const { x, d } = generateSigningJwk({ bytes: () => seed, uuid: () => 'kid' })
    assert.deepEqual([d, x], [seed.toString('base64url'), '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'])
  })

  it('sign what their public half verifies', () => {
    const privateKey = createPrivateKey({ key: { ...generateSigningJwk() }, format: 'jwk' })
    const message = Buffer.from('signed')
    assert.ok(verify(null, message, createPublicKey(privateKey), sign(null, message, privateKey)))
  })
})
