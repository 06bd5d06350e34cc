import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { repositoryRoot } from '../../tools/source-files.ts'
import { backendCaches, backendStores } from '../support/backend.ts'
import { leftOut, leftOutInMemory, testsOf } from './plan.ts'
import { runTests, totalsIn } from './run-tests.ts'

describe('what runs on every store', () => {
  it('is there, and so is what is left out', () => {
    const files = backendStores.flatMap((store) => backendCaches.flatMap((cache) => testsOf({ store, cache })))
    for (const path of [...files, ...leftOut.keys(), ...leftOutInMemory.keys()])
      assert.ok(existsSync(join(repositoryRoot, path)), path)
  })

  it('has the suites of the store and of the cache, and the product on top', () => {
    const files = testsOf({ store: 'mariadb', cache: 'redis' })
    for (const name of ['mysql/mysql-store', 'redis/redis-key-cache', 'redis/redis-rate-limiter'])
      assert.ok(files.includes(`packages/server/src/adapters/${name}.test.ts`), name)
    assert.ok(files.includes('e2e/stores/same-answers.test.ts'))
    assert.ok(!files.some((file) => file.startsWith('e2e/browser/')))
    const inMemory = testsOf({ store: 'memory', cache: 'redis' })
    assert.ok(!inMemory.some((file) => file.startsWith('e2e/workers/')))
  })
})

describe('what the test runner says', () => {
  it('is about every test of a file, and about those that failed', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'latchkey-stores-'))
    const file = join(folder.path, 'many.test.mjs')
    const passing = "for (let index = 0; index < 2_000; index++) it('passes', () => {})"
    const failing = "it('is the last one', () => { throw new Error('told to') })"
    await writeFile(file, ["import { it } from 'node:test'", passing, failing].join('\n'))
    const totals = await runTests({ files: [file], environment: {} })
    assert.deepEqual({ ...totals, failures: '' }, { passed: 2_000, failed: 1, leftOut: 0, failures: '' })
    assert.match(totals.failures, /is the last one.*told to/s)
  })

  const printed = '▶ x\n✖ failing tests:\n\n✖ it broke\n'

  it('is read from its last totals; what was cut short has failed', () => {
    const totals = totalsIn(`ℹ pass 1\nℹ fail 0\nℹ pass 7\nℹ fail 1\nℹ cancelled 2\nℹ skipped 3\nℹ todo 1\n${printed}`)
    assert.deepEqual(totals, { passed: 7, failed: 3, leftOut: 4, failures: '✖ it broke' })
  })

  it('is not believed without totals', () => {
    assert.throws(() => totalsIn(printed), /did not say how many/)
  })
})
