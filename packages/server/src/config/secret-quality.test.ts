import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { describe, it } from 'node:test'
import { generateHmacSecret } from '../project/generate-secrets.ts'
import { isDocumented, secretProblems, weaknessOf } from './secret-quality.ts'

const drawn = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
const LOWER = 'abcdefghijklmnopqrstuvwxyz'

describe('the quality of a secret', () => {
  const generators = {
    'base64 of 24 bytes': () => randomBytes(24).toString('base64'),
    'base64 of 48 bytes': () => randomBytes(48).toString('base64'),
    'base64url of 32 bytes': () => randomBytes(32).toString('base64url'),
    '32 hexadecimal digits': () => randomBytes(16).toString('hex'),
    '64 hexadecimal digits': () => randomBytes(32).toString('hex'),
    '1024 hexadecimal digits': () => randomBytes(512).toString('hex'),
    'base32 in lower case': () => drawn(`${LOWER}234567`, 52),
    'letters and digits in lower case': () => drawn(`${LOWER}0123456789`, 32),
    'letters only': () => drawn(LOWER, 40),
    'our own generator': generateHmacSecret,
  }
  for (const [name, generate] of Object.entries(generators)) {
    it(`is enough for random text: ${name}`, () => {
      // One in thirty thousand may look like a word; two of two hundred would be a fault of the estimate.
      const refused = Array.from({ length: 200 }, generate).filter((secret) => weaknessOf(secret) !== undefined)
      assert.ok(refused.length <= 1, refused.join('\n'))
    })
  }

  it('is too little below 32 bytes, counted as UTF-8', () => {
    const random = randomBytes(64).toString('base64url')
    assert.match(weaknessOf(random.slice(0, 31)) ?? '', /at least 32 bytes/)
    assert.equal(weaknessOf(`${random.slice(0, 31)}ä`), undefined)
    assert.match(weaknessOf(`${random.slice(0, 29)}ä`) ?? '', /at least 32 bytes/)
    assert.match(weaknessOf('') ?? '', /at least 32 bytes/)
  })

  it('is none for examples of public documentation, whose digests we keep', () => {
    assert.ok(isDocumented('use-a-random-64-char-hmac-secret-for-api-key-checksum-validation'))
    assert.ok(isDocumented('change-me-to-a-32-or-more-character-hmac-secret'))
    assert.match(weaknessOf('a-32-byte-or-longer-secret-here!') ?? '', /public documentation/)
  })

  it('is none for secrets of test vectors and of RFC 8037, which anybody can look up', () => {
    assert.ok(isDocumented('a5d2f0b1c94e7783aa10f6e2b8c4d79e51f3026c8db94a67e0f1527c3b96d84e'))
    assert.ok(isDocumented('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A'))
  })

  const weak = {
    'one character': 'a'.repeat(64),
    'two characters': 'ab'.repeat(32),
    'a repeated block': 'abcdefgh'.repeat(8),
    'repeated hexadecimal digits': '0123456789abcdef'.repeat(4),
    'the alphabet': `${LOWER}0123456789`,
    'the alphabet backwards': [...`${LOWER}0123456789`].reverse().join(''),
    'words between hyphens': 'correct-horse-battery-staple-and-some-more',
    'words between underscores': 'Unser_Server_braucht_einen_Schluessel',
    'words without anything between': 'thisisaverylongsentencethatnobodywillguess',
    'a placeholder': `secret-${'x7'.repeat(20)}`,
    'a keyboard row': 'qwertyuiopasdfghjklzxcvbnm1234567890',
  }
  for (const [name, secret] of Object.entries(weak)) {
    it(`is too little for ${name}`, () => assert.notEqual(weaknessOf(secret), undefined))
  }
})

describe('secrets together', () => {
  const [a = '', b = ''] = [generateHmacSecret(), generateHmacSecret()]

  it('must differ, the current one from the retired ones too', () => {
    assert.deepEqual(
      secretProblems([
        { path: 'one', text: a },
        { path: 'two', text: b },
      ]),
      [],
    )
    assert.deepEqual(
      secretProblems([
        { path: 'one', text: a },
        { path: 'two', text: a },
      ]),
      [{ path: 'two', rule: 'is the same as one' }],
    )
  })

  it('are reported by their place and never by their text', () => {
    const text = 'hmac-canary-of-the-quality-check-31337'
    const [problem] = secretProblems([{ path: 'secrets.hmac.current', text }])
    assert.equal(problem?.path, 'secrets.hmac.current')
    assert.ok(!JSON.stringify(problem).includes('canary'))
  })
})
