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

/** A slow pattern is slow each time; a machine that was busy with something else is not. */
const ATTEMPTS = 3

/** Whether one of the attacks takes too much processor time, or had to be stopped. */
const isSlow = (literal: string): boolean => Array.from({ length: ATTEMPTS }).every(() => tookLong(literal))

function tookLong(literal: string): boolean {
  const context = createContext({ input: '' })
  const script = new Script(`${literal}.test(input)`)
  return attacksOn(literal).some((input) => {
    context['input'] = input
    const before = process.cpuUsage()
    try {
      script.runInContext(context, { timeout: LIMIT_MS * 10 })
    } catch {
      return true
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 > LIMIT_MS
  })
}

describe('regular expressions', () => {
  it('are recognised when they backtrack', () => {
    for (const literal of ['/^(a+)+$/', '/a+$/', '/^Bearer (.*)*$/', '/\\s+$/']) assert(isSlow(literal), literal)
    for (const literal of ['/^a+$/', '/^Bearer (.*)$/', '/[0-9a-f]{8}-/']) assert(!isSlow(literal), literal)
  })

  for (const path of listFiles(['packages/{core,contract,server,sdk,cli}/src/**/*.ts']).filter(
    (file) => !file.endsWith('.test.ts'),
  )) {
    const found = findRegularExpressions(path, readFileSync(join(repositoryRoot, path), 'utf8'))
    if (found.length === 0) continue
    it(`of ${path} take linear time`, () => {
      const exposed = found.filter(({ literal }) => !exceptions.has(`${path} ${literal}`))
      const slow = exposed.filter(({ literal }) => isSlow(literal)).map(({ line, literal }) => `${path}:${line} ${literal}`)
      assert.deepEqual(slow, [])
    })
  }
})
