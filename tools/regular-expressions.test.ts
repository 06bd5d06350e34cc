import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createContext, Script } from 'node:vm'
import { attacksOn, findRegularExpressions } from './find-regular-expressions.ts'
import { listFiles, repositoryRoot } from './source-files.ts'

/** Linear patterns take about a millisecond, quadratic ones seconds. */
const LIMIT_MS = 100

/** Patterns that no stranger's text reaches. */
const exceptions = new Map([
  ['packages/cli/src/connection.ts /\\/+$/', 'the endpoint is a setting of whoever runs the command'],
  ['packages/sdk/src/transport.ts /\\/+$/', 'the endpoint is a setting of the program'],
])

/** Milliseconds of processor time for the worst of the attacks; `Infinity` when one had to be stopped. */
function worstCaseMs(literal: string): number {
  const context = createContext({ input: '' })
  const script = new Script(`${literal}.test(input)`)
  const times = attacksOn(literal).map((input) => {
    context['input'] = input
    const before = process.cpuUsage()
    try {
      script.runInContext(context, { timeout: LIMIT_MS * 10 })
    } catch {
      return Number.POSITIVE_INFINITY
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.max(...times)
}

describe('regular expressions', () => {
  it('are recognised when they backtrack', () => {
    for (const literal of ['/^(a+)+$/', '/a+$/', '/^Bearer (.*)*$/', '/\\s+$/']) assert(worstCaseMs(literal) > LIMIT_MS, literal)
    for (const literal of ['/^a+$/', '/^Bearer (.*)$/', '/[0-9a-f]{8}-/']) assert(worstCaseMs(literal) < LIMIT_MS, literal)
  })

  for (const path of listFiles(['packages/{core,contract,server,sdk,cli}/src/**/*.ts']).filter(
    (file) => !file.endsWith('.test.ts'),
  )) {
    const found = findRegularExpressions(path, readFileSync(join(repositoryRoot, path), 'utf8'))
    if (found.length === 0) continue
    it(`of ${path} take linear time`, () => {
      const exposed = found.filter(({ literal }) => !exceptions.has(`${path} ${literal}`))
      const slow = exposed
        .filter(({ literal }) => worstCaseMs(literal) > LIMIT_MS)
        .map(({ line, literal }) => `${path}:${line} ${literal}`)
      assert.deepEqual(slow, [])
    })
  }
})
