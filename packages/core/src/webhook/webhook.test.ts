import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildAuditEntry, buildIssuedKey, TEST_PROJECT_ID } from '@latchkey/testkit/builders'
import { atMs, TEST_START } from '@latchkey/testkit/fake-clock'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { auditEventNames } from '../events/audit-event-names.ts'
import { auditOf } from '../key/audit-snapshot.ts'
import type { Instant } from '../ports/clock.ts'
import { isGone, outcomeOf } from './attempt-outcome.ts'
import { eventTypeOfAudit, webhookEventMeanings, webhookEventTypes } from './event-types.ts'
import { DAY_MS, messageAbout, newsOf, quotaKeysToForget, quotaMessages } from './lifecycle-messages.ts'
import { ATTEMPTS_MAX, retryDelayMs } from './retry-schedule.ts'
import { formatSigningSecret, signedHeaders } from './sign-message.ts'
import { isPublicAddress } from './target-address.ts'
import { parseTargetUrl } from './target-url.ts'
import { messageOfAudit } from './webhook-message.ts'

describe('signatures of messages', () => {
  it('are those of the specification, over the exact bytes', () => {
    // The example of the Standard Webhooks libraries.
    // In two parts, because it is printed in the specification and must never look like a secret to use.
    const secret = Buffer.from(['MfKQ9r8GKYqrTwjU', 'PD8ILPZIo2LaLaSw'].join(''), 'base64')
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', payload: '{"test": 2432232314}' }
    const headers = signedHeaders(message, [secret], 1_614_265_330_999 as Instant)
    assert.deepEqual(headers, {
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('are one for each secret, in their order', () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
    const message = { id: 'msg_1', payload: '{}' }
    const signatureOf = (secrets: readonly Uint8Array[]) => signedHeaders(message, secrets, TEST_START)['webhook-signature']
    assert.equal(signatureOf([one, two]), `${signatureOf([one])} ${signatureOf([two])}`)
    assert.equal(formatSigningSecret(one), `whsec_${one.toString('base64')}`)
  })
})

describe('the rests between attempts', () => {
  it('grow from five seconds to ten hours, and end', () => {
    const rests = Array.from({ length: ATTEMPTS_MAX }, (_, index) => retryDelayMs(index + 1, 0.5))
    assert.deepEqual([rests[0], rests.at(-2), rests.at(-1)], [5_000, 36_000_000, undefined])
    for (let index = 1; index < rests.length - 1; index += 1) assert.ok((rests[index] ?? 0) > 4 * (rests[index - 1] ?? 0))
    assert.deepEqual([retryDelayMs(1, 0), retryDelayMs(1, 0.999999)], [4_500, 5_500])
  })

  it('follow from the answer', () => {
    const facts = { attempt: 1, attemptedAt: atMs(0), chance: 0.5 }
    const stateOf = (status: number, attempt = 1) => outcomeOf({ outcome: 'answered', status }, { ...facts, attempt }).state
    for (const status of [200, 204, 299]) assert.equal(stateOf(status), 'delivered')
    for (const status of [100, 199, 300, 301, 400, 404, 500]) assert.equal(stateOf(status), 'pending')
    assert.deepEqual(
      [stateOf(410), stateOf(500, ATTEMPTS_MAX), isGone({ outcome: 'answered', status: 410 })],
      ['dead', 'dead', true],
    )
    const failed = outcomeOf({ outcome: 'failed', failure: 'timeout' }, facts)
    assert.deepEqual(failed, {
      state: 'pending',
      nextAttemptAt: atMs(5_000),
      attemptedAt: atMs(0),
      status: undefined,
      error: 'timeout',
    })
  })
})

describe('targets', () => {
  it('are public addresses only', () => {
    const publicOnes = [
      '1.1.1.1',
      '93.184.216.34',
      '172.32.0.1',
      '100.128.0.1',
      '169.253.255.255',
      '2606:4700::1111',
      '223.255.255.255',
    ]
    for (const address of publicOnes) assert.equal(isPublicAddress(address), true, address)
    const others = [
      ...['0.0.0.0', '0.1.2.3', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1', '127.255.255.255'],
      ...['169.254.169.254', '172.16.0.0', '172.31.255.255', '192.0.0.8', '192.168.255.255', '198.18.0.1', '203.0.113.7'],
      ...['224.0.0.1', '240.0.0.1', '255.255.255.255', '168.63.129.16', '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1'],
      ...['::7f00:1', '64:ff9b::7f00:1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', 'fc00::1', 'fd12::1', 'fe80::1'],
      ...['fec0::1', 'ff02::1', '', 'localhost', '127.1', '1.1.1.1.1', 'fe80::1%eth0'],
    ]
    for (const address of others) assert.equal(isPublicAddress(address), false, address)
  })

  it('have one spelling', () => {
    assert.equal(parseTargetUrl('HTTPS://Hooks.Example.com:443/a/../b?c', false), 'https://hooks.example.com/b?c')
    assert.equal(parseTargetUrl('http://0x7f.1/', true), 'http://127.0.0.1/')
    for (const url of [
      'http://0x7f.1/',
      'http://a.localhost/',
      'http://localhost./',
      'http://[::ffff:7f00:1]/',
      'http://①②⑦.0.0.1/',
    ]) {
      assert.throws(() => parseTargetUrl(url, false), { code: 'bad_request' }, url)
    }
    for (const url of [
      'ftp://a.example',
      'https://u@a.example',
      'https://a.example/#x',
      'x',
      `https://a.example/${'a'.repeat(2048)}`,
    ]) {
      assert.throws(() => parseTargetUrl(url, true), { code: 'bad_request' }, url)
    }
  })
})

describe('messages', () => {
  const call = { caller: { kind: 'access_key', id: 'k', name: 'ci' }, ip: '192.0.2.1', requestId: 'r' } as const

  it('tell of a mutation under an id of its own, and not all that is recorded', () => {
    const after = buildIssuedKey({ name: 'ci', hmacSecretId: 'canary-hmac', allowedCidrs: ['10.0.0.0/8'] })
    const entry = auditOf(call, { id: '0b9c5d9e-6f0a-4a57-9a4f-0d1e2c3b4a59', at: TEST_START, event: 'api_key.issued', after })
    const message = messageOfAudit(entry, TEST_PROJECT_ID, 'api_key.issued')
    assert.equal(message.id, 'msg_0b9c5d9e6f0a4a579a4f0d1e2c3b4a59')
    const { type, timestamp, data } = JSON.parse(message.payload)
    assert.deepEqual([type, timestamp], ['api_key.issued', '2026-01-15T12:00:00.000Z'])
    assert.deepEqual([data.project_id, data.api_key.key_id, data.api_key.origin], [TEST_PROJECT_ID, after.id, 'issued'])
    assert.deepEqual(data.caller, { kind: 'access_key', id: 'k', name: 'ci' })
    for (const kept of ['canary-hmac', '10.0.0.0', '192.0.2.1']) assert.equal(message.payload.includes(kept), false, kept)
  })

  it('tell of a project what it is called, and of its settings nothing', () => {
    const facts = { id: TEST_PROJECT_ID, name: 'Shop', config: { credentials: 'canary' }, hosts: ['x'], secrets: [] }
    const entry = buildAuditEntry({ event: 'project.updated', targetKind: 'project', before: facts, after: facts })
    const { payload } = messageOfAudit(entry, TEST_PROJECT_ID, 'project.updated')
    assert.equal(payload.includes('canary'), false)
    assert.equal(JSON.parse(payload).data.project.name, 'Shop')
  })

  it('exist for known events only, and each of these is explained', () => {
    for (const [event, type] of Object.entries(eventTypeOfAudit)) {
      assert.ok(auditEventNames.some((name) => name === event) && webhookEventTypes.includes(type), event)
    }
    assert.deepEqual(Object.keys(webhookEventMeanings), [...webhookEventTypes])
  })
})

describe('what becomes of keys', () => {
  const rules = { expiringSoonDays: 7, unusedDays: 90 }
  const random = new SeededRandom()
  const told = (key: Parameters<typeof buildIssuedKey>[0], type: Parameters<typeof messageAbout>[1], now: Instant = TEST_START) =>
    messageAbout(buildIssuedKey(key), type, { now, rules, random })?.type

  it('is told at the instant, and not of keys that are revoked', () => {
    const revocation = { at: atMs(0), reason: 'unspecified', description: undefined } as const
    assert.equal(told({ expiresAt: atMs(0) }, 'api_key.expired'), 'api_key.expired')
    assert.equal(told({ expiresAt: atMs(1) }, 'api_key.expired'), undefined)
    assert.equal(told({ expiresAt: atMs(0), revocation }, 'api_key.expired'), undefined)
    assert.equal(told({ expiresAt: atMs(1) }, 'api_key.expiring_soon'), 'api_key.expiring_soon')
    assert.equal(told({ expiresAt: atMs(1), revocation }, 'api_key.expiring_soon'), undefined)
    assert.equal(told({ expiresAt: atMs(0) }, 'api_key.expiring_soon'), undefined)
    const quiet = atMs(90 * DAY_MS)
    assert.equal(told({}, 'api_key.unused', quiet), 'api_key.unused')
    assert.equal(told({ lastUsedAt: atMs(1) }, 'api_key.unused', quiet), undefined)
    assert.equal(told({}, 'api_key.unused', (quiet - 1) as Instant), undefined)
  })

  it('is looked for where it may be new', () => {
    const full = newsOf('api_key.expiring_soon', { now: TEST_START, last: undefined }, rules)
    assert.deepEqual(full, [
      [
        { field: 'expire_time', comparison: '>', instant: TEST_START },
        { field: 'expire_time', comparison: '<=', instant: atMs(7 * DAY_MS) },
      ],
    ])
    const [begun, born] = newsOf('api_key.expiring_soon', { now: TEST_START, last: atMs(-60_000) }, rules)
    assert.deepEqual(begun?.[0], { field: 'expire_time', comparison: '>', instant: atMs(7 * DAY_MS - 120_000) })
    assert.deepEqual(born?.[0], { field: 'create_time', comparison: '>=', instant: atMs(-120_000) })
    const [expired] = newsOf('api_key.expired', { now: TEST_START, last: atMs(-30 * DAY_MS) }, rules)
    assert.deepEqual(expired?.[0], { field: 'expire_time', comparison: '>', instant: atMs(-7 * DAY_MS) })
  })

  it('tells of the quota at 80 and at 100 percent, and again only after it was clearly below', () => {
    const at = (used: number, limit = 10) =>
      quotaMessages(TEST_PROJECT_ID, { used, limit }, { now: TEST_START, random }).map(
        ({ payload }) => JSON.parse(payload).data.threshold_percent,
      )
    assert.deepEqual([at(7), at(8), at(9), at(10), at(11), at(0, 0)], [[], [80], [80], [80, 100], [80, 100], []])
    const forgotten = (used: number) => quotaKeysToForget({ used, limit: 100 }).length
    assert.deepEqual([forgotten(95), forgotten(94), forgotten(75), forgotten(74)], [0, 1, 1, 2])
  })
})
