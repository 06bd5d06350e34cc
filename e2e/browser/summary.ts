// Runs the tests of the console and says of each acceptance criterion whether it holds: npm run acceptance
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { buildConsole } from '../../tools/build-console.ts'
import { repositoryRoot } from '../../tools/source-files.ts'
import { criteria, notAutomated, watchedAlways } from './criteria.ts'

await buildConsole()

/** A test that carries the ids of what it shows in its title, most of them one. */
const TEST_LINE = /^\s*(not )?ok \d+ - ([A-Z]+-\d+: .*)$/
const ID = /[A-Z]+-\d+(?=: )/g

const files = globSync('e2e/browser/**/*.test.ts', { cwd: repositoryRoot })
const { stdout } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', '--test-reporter=tap', ...files], {
  cwd: repositoryRoot,
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
})
const failed = new Set<string>()
const run = new Set<string>(watchedAlways)
for (const line of stdout.split('\n')) {
  const [, not, title = ''] = TEST_LINE.exec(line) ?? []
  for (const [id] of title.matchAll(ID)) {
    run.add(id)
    if (not !== undefined) failed.add(id)
  }
}
const passed = criteria.filter((id) => run.has(id) && !failed.has(id))
const missing = criteria.filter((id) => !run.has(id) && !(id in notAutomated))
process.stdout.write(`passed  ${passed.length} of ${criteria.length}: ${passed.join(' ')}\n`)
process.stdout.write(`failed  ${failed.size}: ${[...failed].join(' ')}\n`)
process.stdout.write(`missing ${missing.length}: ${missing.join(' ')}\n`)
for (const [id, reason] of Object.entries(notAutomated)) process.stdout.write(`not automated ${id}: ${reason}\n`)
process.exitCode = failed.size === 0 && missing.length === 0 ? 0 : 1
