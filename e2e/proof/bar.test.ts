import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { atLeast, atMost, type Bar, combine, exactly, type Finding, judge } from './bar.ts'
import { findBars } from './find-bars.ts'
import { type ProofLine, runBar, runControls } from './run-bar.ts'

const good = judge({ lost: exactly(0, 0) })
const bad = judge({ lost: exactly(1, 0) })

const barOf = (finding: Finding, underControl: Finding): Bar => ({
  id: 'b00',
  title: 'nothing is lost',
  run: async () => finding,
  controls: [{ broken: 'everything', run: async () => underControl }],
})

const controlLines = async (bar: Bar) => {
  const lines: ProofLine[] = []
  for await (const line of runControls(bar, 'pr')) lines.push(line)
  return lines
}

describe('a finding', () => {
  it('passes when every figure is within its limit', () => {
    assert.deepEqual(judge({ lost: exactly(0, 0), ms: atMost(5, 5), seen: atLeast(2, 2) }), {
      measured: { lost: 0, ms: 5, seen: 2 },
      limit: { lost: '= 0', ms: '<= 5', seen: '>= 2' },
      pass: true,
    })
    assert.equal(judge({ lost: exactly(0, 0), ms: atMost(6, 5) }).pass, false)
    assert.equal(judge({ seen: atLeast(1, 2) }).pass, false)
    assert.equal(judge({ ms: atMost(Number.NaN, 5) }).pass, false)
  })

  it('of nothing does not pass', () => assert.deepEqual([judge({}).pass, combine({}).pass], [false, false]))

  it('of several parts passes when all of them do', () => {
    assert.deepEqual(combine({ one: good, two: good }).measured, { 'one.lost': 0, 'two.lost': 0 })
    assert.deepEqual([combine({ one: good, two: good }).pass, combine({ one: good, two: bad }).pass], [true, false])
  })
})

describe('a run', () => {
  it('prints what the bar found', async () => {
    assert.deepEqual(await runBar(barOf(good, bad), 'pr'), {
      bar: 'b00',
      measured: { lost: 0 },
      limit: { lost: '= 0' },
      pass: true,
    })
  })

  it('passes a control that went red, and fails one that did not', async () => {
    assert.deepEqual(await controlLines(barOf(good, bad)), [
      { bar: 'b00', control: 'everything', measured: { lost: 1 }, limit: { lost: '= 0' }, pass: true },
    ])
    assert.equal((await controlLines(barOf(good, good)))[0]?.pass, false)
  })

  it('knows its bars by id', async () => {
    assert.deepEqual(
      (await findBars(['b19', 'b18'])).map(({ id }) => id),
      ['b18', 'b19'],
    )
    await assert.rejects(findBars(['b99']), /there is no bar b99/)
  })
})
