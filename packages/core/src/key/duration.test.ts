import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DURATION_MAX_MS, formatProtobufDuration, parseGoDurationMs, parseTtlMs, parseWindowMs } from './duration.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What no duration parser of ours accepts. */
const neverDurations = [
  '',
  ' ',
  's',
  '1',
  '10',
  '.',
  '.s',
  '1..5s',
  '1.2.3s',
  '-1s',
  '+1s',
  '1 h',
  ' 1h',
  '1h ',
  '1h,30m',
  '1e3s',
  '0x10s',
  '١s',
  '1S',
  '1H',
  '1ħ',
  'Infinity',
  'NaN',
  '1hm',
  'h1',
  '1h30',
  '1_000s',
  '1\u0000s',
  'P1D',
  '__proto__',
  'constructor',
  '1constructor',
  '99999999999999999999h',
  '9'.repeat(65),
]

describe('parseTtlMs', () => {
  const accepted: readonly (readonly [string, number])[] = [
    ['3600s', HOUR_MS],
    ['1.5s', 1500],
    ['0.000000001s', 1],
    ['720h', 30 * DAY_MS],
    ['1h30m', 1.5 * HOUR_MS],
    ['1.5h', 1.5 * HOUR_MS],
    ['.5s', 500],
    ['1.s', 1000],
    ['30m1h', 1.5 * HOUR_MS],
    ['1h1h', 2 * HOUR_MS],
    ['250ms', 250],
    ['1000us', 1],
    ['1000µs', 1],
    ['1000μs', 1],
    ['1000000ns', 1],
    ['1d', DAY_MS],
    ['2w', 14 * DAY_MS],
    ['1mo', 30 * DAY_MS],
    ['1y', 365 * DAY_MS],
    ['0.5d', DAY_MS / 2],
    ['0h1s', 1000],
    ['100y', DURATION_MAX_MS],
    ['36500d', DURATION_MAX_MS],
  ]
  for (const [text, ms] of accepted) {
    it(`reads ${text}`, () => assert.equal(parseTtlMs(text), ms))
  }

  it('adds up every unit of a compound', () => {
    const days = 365 + 2 * 30 + 3 * 7 + 4
    assert.equal(parseTtlMs('1y2mo3w4d5h6m7s8ms'), days * DAY_MS + 5 * HOUR_MS + 6 * 60_000 + 7_008)
  })

  it('rounds up to whole milliseconds, so that no life ends early or becomes none', () => {
    assert.equal(parseTtlMs('1ns'), 1)
    assert.equal(parseTtlMs('1.0001ms'), 2)
    assert.equal(parseTtlMs('0.1ns'), 1)
    assert.equal(parseTtlMs('0.1s'), 100)
  })

  it('ends at 100 years', () => {
    assert.equal(parseTtlMs('100y1ns'), undefined)
    assert.equal(parseTtlMs('876000h'), DURATION_MAX_MS)
    assert.equal(parseTtlMs('876001h'), undefined)
  })

  for (const text of [...neverDurations, '0s', '0', '0h0m', '0.0y', '1Mo', '1M', '1yr', '1day']) {
    it(`refuses ${JSON.stringify(text.slice(0, 30))}`, () => assert.equal(parseTtlMs(text), undefined))
  }

  it('refuses a megabyte without reading it', () => {
    const tryMs = (): number => {
      const startedAt = performance.now()
      assert.equal(parseTtlMs('1h'.repeat(500_000)), undefined)
      return performance.now() - startedAt
    }
    // The best of some tries: other work on the machine may interrupt one of them.
    const bestMs = Math.min(...Array.from({ length: 5 }, tryMs))
    assert.ok(bestMs < 50, `${bestMs} ms`)
  })

  it('never throws, and answers whole milliseconds within its bounds', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^([0-9.]{1,5}(ns|us|µs|ms|s|m|h|d|w|mo|y)){1,4}$/))
    fc.assert(
      fc.property(text, (candidate) => {
        const ms = parseTtlMs(candidate)
        assert.ok(ms === undefined || (Number.isSafeInteger(ms) && ms > 0 && ms <= DURATION_MAX_MS))
      }),
    )
  })
})

describe('parseWindowMs', () => {
  it('takes protobuf seconds and Go durations from one second on', () => {
    assert.equal(parseWindowMs('1s'), 1000)
    assert.equal(parseWindowMs('60s'), 60_000)
    assert.equal(parseWindowMs('1h30m'), 5_400_000)
    assert.equal(parseWindowMs('1500ms'), 1500)
    assert.equal(parseWindowMs('999ms'), undefined)
    assert.equal(parseWindowMs('999.1ms'), 1000)
    assert.equal(parseWindowMs('0s'), undefined)
  })

  it('knows no calendar words', () => {
    for (const text of ['1d', '1w', '1mo', '1y']) assert.equal(parseWindowMs(text), undefined)
  })

  for (const text of neverDurations) {
    it(`refuses ${JSON.stringify(text.slice(0, 30))}`, () => assert.equal(parseWindowMs(text), undefined))
  }
})

describe('parseGoDurationMs', () => {
  it('takes zero, with and without a unit, for configuration that switches something off', () => {
    assert.equal(parseGoDurationMs('0'), 0)
    assert.equal(parseGoDurationMs('0s'), 0)
    assert.equal(parseGoDurationMs('15s'), 15_000)
    assert.equal(parseGoDurationMs('17520h'), 730 * DAY_MS)
  })

  it('knows no calendar words', () => {
    for (const text of ['1d', '1w', '1mo', '1y']) assert.equal(parseGoDurationMs(text), undefined)
  })

  for (const text of neverDurations) {
    it(`refuses ${JSON.stringify(text.slice(0, 30))}`, () => assert.equal(parseGoDurationMs(text), undefined))
  }
})

describe('formatProtobufDuration', () => {
  it('writes seconds with none or three decimals', () => {
    assert.equal(formatProtobufDuration(0), '0s')
    assert.equal(formatProtobufDuration(1), '0.001s')
    assert.equal(formatProtobufDuration(1500), '1.500s')
    assert.equal(formatProtobufDuration(90_000), '90s')
    assert.equal(formatProtobufDuration(DURATION_MAX_MS), '3153600000s')
  })

  it('is read back as the same duration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DURATION_MAX_MS }), (ms) => assert.equal(parseTtlMs(formatProtobufDuration(ms)), ms)),
    )
  })
})
