import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBenchOptions } from './options.ts'

const parse = (...args: string[]) => parseBenchOptions(args, 'results')

describe('parseBenchOptions', () => {
  it('measures everything in five rounds at a million keys, and writes it down', () => {
    const { only, rounds, keys, outputFolder } = parse()
    assert.deepEqual({ only, rounds, keys, outputFolder }, { only: [], rounds: 5, keys: 1_000_000, outputFolder: 'results' })
  })

  it('writes nothing of a part or of a quick look, unless told where', () => {
    assert.equal(parse('--only', 'p1').outputFolder, undefined)
    assert.equal(parse('--quick').outputFolder, undefined)
    assert.equal(parse('--quick', '--output', 'elsewhere').outputFolder, 'elsewhere')
  })

  it('takes ids in any case, and single figures over those of --quick', () => {
    const { only, rounds, keys } = parse('--quick', '--only', 'P1,p13', '--rounds', '3')
    assert.deepEqual({ only, rounds, keys }, { only: ['p1', 'p13'], rounds: 3, keys: 2_000 })
  })

  it('refuses numbers that measure nothing, budgets and options that do not exist', () => {
    for (const text of ['0', '-1', 'x', 'Infinity', '']) assert.throws(() => parse(`--seconds=${text}`), RangeError, text)
    assert.throws(() => parse('--only', 'p1,p99'), RangeError)
    assert.throws(() => parse('--fast'), TypeError)
  })
})
