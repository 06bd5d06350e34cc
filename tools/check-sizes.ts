// Fails when a file or function is over budget and not on the list of exceptions below.
import { readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import { type Budgets, findExcesses } from './measure-source.ts'
import { listFiles, repositoryRoot } from './source-files.ts'

const budgets: Budgets = { fileLines: 300, functionLines: 50, parameters: 4, nesting: 3 }

/** A component is mostly what it looks like: lines that say what is where, not what happens. */
const componentBudgets: Budgets = { ...budgets, functionLines: 90 }

interface Exception {
  readonly files: string
  readonly reason: string
}

const exceptions: readonly Exception[] = [
  { files: '**/*.test.ts', reason: 'a suite is a list of cases; splitting it would hide which are there' },
  { files: 'packages/testkit/src/**', reason: 'conformance suites are tests' },
  { files: 'e2e/**', reason: 'tests' },
  { files: 'packages/server/src/config/*-entries.ts', reason: 'tables: one entry per setting' },
  { files: '**/generated/**', reason: 'generated' },
]

const isException = (path: string) => exceptions.some(({ files }) => matchesGlob(path, files))

const paths = listFiles(['{packages,tools,e2e,bench}/**/*.{ts,tsx,mjs,cjs}', '*.cjs']).filter((path) => !isException(path))
const found = paths.flatMap((path) => {
  const excesses = findExcesses(
    path,
    readFileSync(join(repositoryRoot, path), 'utf8'),
    path.endsWith('.tsx') ? componentBudgets : budgets,
  )
  return excesses.map(({ line, message }) => `${path}:${line} ${message}`)
})

for (const line of found) console.error(line)
console.log(`${paths.length} files measured, ${found.length} over budget`)
process.exitCode = found.length === 0 ? 0 : 1
