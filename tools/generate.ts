// Runs every generator, in the order in which they feed each other.
//
//   npm run generate               writes the generated files
//   npm run generate -- --check    writes nothing and fails when a committed file is not what its generator makes
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generators } from './generators.ts'
import { listFiles, repositoryRoot } from './source-files.ts'

type Snapshot = ReadonlyMap<string, string>

const pathOf = (file: string) => join(repositoryRoot, file)

const takeSnapshot = (outputs: readonly string[]): Snapshot =>
  new Map(listFiles(outputs).map((file) => [file, readFileSync(pathOf(file), 'utf8')]))

/** The files that differ between the two, in either direction. */
const differences = (a: Snapshot, b: Snapshot): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((file) => a.get(file) !== b.get(file)).sort()

function restore(wanted: Snapshot, files: readonly string[]): void {
  for (const file of files) {
    const content = wanted.get(file)
    if (content === undefined) rmSync(pathOf(file))
    else writeFileSync(pathOf(file), content)
  }
}

function runScript(script: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [pathOf(script)], { cwd: repositoryRoot, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${script} failed:\n${stdout}${stderr}`)
}

/** Generators only know how to write, so the check lets them and then puts back what was there. */
function findStaleFiles(): string[] {
  return generators.flatMap(({ script, outputs }) => {
    const committed = takeSnapshot(outputs)
    runScript(script)
    const stale = differences(committed, takeSnapshot(outputs))
    restore(committed, stale)
    return stale
  })
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

if (values.check) {
  const stale = findStaleFiles()
  for (const file of stale) console.error(`${file} is not what its generator makes; run npm run generate`)
  console.log(`${generators.length} generators run, ${stale.length} stale files`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const { script } of generators) {
    runScript(script)
    console.log(script)
  }
}
