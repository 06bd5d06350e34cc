import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Finding, meets, meetsRequired } from '../budgets/budget.ts'
import { renderMarkdown, renderTextTable } from './tables.ts'

const once = (value: number) => ({ median: value, min: value, max: value })

const findings: readonly Finding[] = [
  {
    id: 'P1',
    measure: 'verify ÷ bare',
    unit: '×',
    value: { median: 0.85, min: 0.801, max: 0.9 },
    limit: { atLeast: 0.85, requiredNow: 0.65 },
    details: [{ name: 'bare: CPU per request', unit: 'µs', value: { median: 16.04, min: 15, max: 1234.5 } }],
  },
  { id: 'P2', measure: 'uncached', unit: '×', value: once(0.84), limit: { atLeast: 0.85, requiredNow: 0.65 }, details: [] },
  { id: 'P3', measure: 'tokens', unit: '×', value: once(0.64), limit: { atLeast: 0.85, requiredNow: 0.65 }, details: [] },
  { id: 'P13', measure: 'start', unit: 'ms', value: once(600), limit: { atMost: 600 }, details: [] },
  { id: 'P13', measure: 'idle', unit: 'MB', value: once(120.5), limit: { atMost: 120 }, details: [] },
]

describe('renderTextTable', () => {
  it('shows each figure with its spread, its budget, the verdict at the boundary, and what it was made of', () => {
    assert.equal(
      renderTextTable(findings),
      [
        'id   measure                  figure              budget',
        'P1   verify ÷ bare            0.85 × (0.801–0.9)  ≥ 0.85 ×, now ≥ 0.65  met',
        '       bare: CPU per request  16 µs (15–1,235)',
        'P2   uncached                 0.84 ×              ≥ 0.85 ×, now ≥ 0.65  met for now',
        'P3   tokens                   0.64 ×              ≥ 0.85 ×, now ≥ 0.65  MISSED',
        'P13  start                    600 ms              ≤ 600 ms              met',
        'P13  idle                     121 MB              ≤ 120 MB              MISSED',
      ].join('\n'),
    )
  })
})

describe('renderMarkdown', () => {
  it('has one row for each figure and one for each part', () => {
    const rows = renderMarkdown(findings).split('\n')
    assert.equal(rows[0], '| id | measure | figure | budget |  |')
    assert.equal(rows[2], '| P1 | verify ÷ bare | 0.85 × (0.801–0.9) | ≥ 0.85 ×, now ≥ 0.65 | met |')
    assert.equal(rows.filter((row) => row.startsWith('| P13 |')).length, 2)
    assert.equal(rows.filter((row) => row === '| P1 | verify ÷ bare | bare: CPU per request | 16 µs (15–1,235) |').length, 1)
  })

  it('draws a table without figures when nothing was measured', () => {
    assert.match(renderMarkdown([]), /^\| id \|/)
  })
})

describe('verdicts', () => {
  it('judge by the median', () => {
    const finding = { value: { median: 2, min: 0, max: 9 }, limit: { atLeast: 2 } }
    assert.equal(meets(finding), true)
    assert.equal(meets({ ...finding, value: { median: 1.99, min: 1, max: 9 } }), false)
  })

  it('fall back to the budget where nothing less is required now', () => {
    assert.equal(meetsRequired({ value: once(1), limit: { atLeast: 2 } }), false)
    assert.equal(meetsRequired({ value: once(1), limit: { atLeast: 2, requiredNow: 1 } }), true)
    assert.equal(meetsRequired({ value: once(3), limit: { atMost: 2 } }), false)
  })

  it('miss a figure that could not be measured', () => {
    for (const limit of [{ atLeast: 0 }, { atLeast: 0, requiredNow: 0 }, { atMost: 1 }]) {
      assert.equal(meetsRequired({ value: once(Number.NaN), limit }), false)
    }
  })
})
