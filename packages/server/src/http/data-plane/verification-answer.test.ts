import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RateLimitDecision } from '@latchkey/core/ports/rate-limiter'
import type { VerificationOutcome, VerifiedCredential } from '@latchkey/core/verify/verification-outcome'
import { credentialOfKey } from '@latchkey/core/verify/verified-credential'
import { buildIssuedKey, buildRichIssuedKey } from '@latchkey/testkit/builders'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { verificationToWire } from '../mapping/verification.ts'
import { cacheDirectives } from './cache-directives.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import { verificationText } from './verification-text.ts'

const policy = { quota: 100, windowMs: 60_000, unit: 'requests' }
const allowed: RateLimitDecision = { allowed: true, remaining: 42, resetAfterMs: 30_000, retryAfterMs: 0 }
const good = (credential: VerifiedCredential, decision?: RateLimitDecision): VerificationOutcome => ({
  valid: true,
  credential,
  rateLimit: decision && { policy, decision },
  cache: 'HIT',
})

describe('the text of a verification', () => {
  const credentials = [buildIssuedKey(), buildRichIssuedKey()].map((key) => credentialOfKey(key, 'https://acme.example'))

  for (const [index, credential] of credentials.entries()) {
    it(`says the same as the message, the first time, later, and with figures (${index})`, () => {
      const clock = new FakeClock()
      for (const decision of [undefined, allowed, { ...allowed, remaining: 41 }, undefined]) {
        const { text, contentLength, encoding } = verificationText(good(credential, decision), clock)
        assert.deepEqual(JSON.parse(text), verificationToWire(good(credential, decision), clock.now()))
        assert.equal(contentLength, String(Buffer.byteLength(text)))
        assert.equal(Buffer.from(text, encoding).toString('utf8'), text)
        clock.advance(1000)
      }
    })
  }

  it('says of a refusal only the refusal', () => {
    const clock = new FakeClock()
    const refusal: VerificationOutcome = { valid: false, failure: 'revoked', rateLimit: undefined, cache: 'SKIP' }
    assert.deepEqual(JSON.parse(verificationText(refusal, clock).text), verificationToWire(refusal, clock.now()))
  })
})

describe('the headers of a limit', () => {
  const headers = (decision: RateLimitDecision, windowMs = 60_000) =>
    rateLimitHeaders({ policy: { ...policy, windowMs }, decision })

  it('name the policy and what is left, and when to come back only after a refusal', () => {
    assert.deepEqual(headers(allowed), ['RateLimit-Policy', '"default";q=100;w=60', 'RateLimit', '"default";r=42'])
    const refused = { ...allowed, allowed: false, remaining: 0, retryAfterMs: 1 }
    assert.deepEqual(headers(refused).slice(3), ['"default";r=0', 'Retry-After', '1'])
    assert.deepEqual(headers({ ...refused, retryAfterMs: 1001 }).at(-1), '2')
    assert.equal(headers({ ...refused, retryAfterMs: undefined }).length, 4, 'never is no number')
    assert.equal(headers(allowed, 1500)[1], '"default";q=100;w=2')
  })
})

describe('cache directives', () => {
  const read = { readCache: false, writeCache: true }
  const nothing = { readCache: false, writeCache: false }
  const everything = { readCache: true, writeCache: true }
  for (const [cacheControl, pragma, expected] of [
    [undefined, undefined, everything],
    ['no-cache', undefined, read],
    ['No-Cache', undefined, read],
    ['max-age=0, no-cache', undefined, read],
    [undefined, 'no-cache', read],
    [undefined, ' No-Cache ', read],
    ['no-store', undefined, nothing],
    ['no-cache,no-store', 'no-cache', nothing],
    ['max-age=0', 'x', everything],
    ['no-cachet', undefined, everything],
    ['', '', everything],
  ] as const) {
    it(`of ${cacheControl} and ${pragma}`, () => assert.deepEqual(cacheDirectives(cacheControl, pragma), expected))
  }
})
