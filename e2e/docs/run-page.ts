import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FencedBlock } from './fenced-blocks.ts'
import { jsonDifferences, lineDifferences } from './match-output.ts'

const repository = resolve(fileURLToPath(import.meta.url), '../../..')
const BLOCK_TIMEOUT_MS = 60_000

/** Where a page's blocks run: one after the other, in one folder, with each other's variables. */
export interface PageSession {
  /** Runs or checks a block; rejects with what is wrong with it. */
  play(block: FencedBlock): Promise<void>
  close(): Promise<void>
}

interface Run {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** `environment` is what the page may count on, such as the address of the server and a key for it. */
export async function openPageSession(environment: Readonly<Record<string, string>>): Promise<PageSession> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-docs-'))
  const work = join(folder, 'work')
  await prepare(folder, work)
  const env = { HOME: folder, LANG: 'C.UTF-8', PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, ...environment }
  let last: Run | undefined

  const run = async (command: readonly string[], expectedCode: number): Promise<void> => {
    last = await runCommand(command, work, env)
    if (last.code !== expectedCode)
      throw new Error(`exit code ${last.code}, expected ${expectedCode}\n${last.stdout}${last.stderr}`)
  }

  const runScript = async (block: FencedBlock): Promise<void> => {
    const script = join(folder, `line-${block.line}.${block.language}`)
    await writeFile(script, block.language === 'ts' ? block.text : shellScript(block.text, join(folder, 'variables')))
    const runtime = block.language === 'ts' ? shellScript(`node "${script}"`, join(folder, 'variables')) : undefined
    const expectedCode = Number(block.attributes.get('exit') ?? '0')
    await run(runtime === undefined ? ['bash', script] : ['bash', '-c', runtime], expectedCode)
  }

  return {
    async play(block) {
      const file = block.attributes.get('file')
      if (file !== undefined) await writeFile(join(work, file), `${block.text}\n`, { mode: 0o600 })
      if (block.attributes.has('output')) return compareOutput(block, last)
      await players[block.language]?.(block, runScript)
      if (players[block.language] === undefined) throw new Error(`nobody checks a block of "${block.language}"`)
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

type Player = (block: FencedBlock, runScript: (block: FencedBlock) => Promise<void>) => Promise<void>

const players: Readonly<Record<string, Player>> = {
  sh: (block, runScript) => runScript(block),
  ts: (block, runScript) => runScript(block),
  json: async (block) => void JSON.parse(block.text),
  // Shown, not run: commands that install, start servers for ever or need another machine.
  console: async (block) => assertShown(block, block.text.startsWith('$ '), 'a console block starts with a prompt'),
  text: async (block) => assertShown(block, block.attributes.has('file'), 'a text block is an output or a file'),
  // Programs of the reader's own; those that a page does not run itself are run elsewhere.
  js: async (block) => assertFile(block),
  python: async (block) => assertFile(block),
  go: async (block) => assertFile(block),
  yaml: async (block) =>
    assertShown(
      block,
      block.attributes.has('file') || block.attributes.has('server'),
      "a yaml block is a file or the server's configuration",
    ),
}

const assertFile = (block: FencedBlock): void => assertShown(block, block.attributes.has('file'), 'a program is a file')

function assertShown(block: FencedBlock, good: boolean, rule: string): void {
  if (!good) throw new Error(`line ${block.line}: ${rule}`)
}

async function prepare(folder: string, work: string): Promise<void> {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await mkdir(work)
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  await symlink(process.execPath, join(bin, 'node'))
  const main = join(repository, 'packages/cli/src/main.ts')
  await writeFile(join(bin, 'latchkey'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 })
}

/** Every variable that a block sets is there for the next one. */
const shellScript = (text: string, variables: string): string =>
  [
    'set -euo pipefail',
    existsSync(variables) ? `. '${variables}'` : '',
    `trap 'export -p > "${variables}"' EXIT`,
    'set -o allexport',
    text,
    '',
  ].join('\n')

function runCommand([program = '', ...args]: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Run> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: BLOCK_TIMEOUT_MS })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done({ stdout, stderr, code }))
  })
}

function compareOutput(block: FencedBlock, last: Run | undefined): void {
  if (last === undefined) throw new Error('an output without anything that was run before it')
  const actual = block.attributes.get('output') === 'stderr' ? last.stderr : last.stdout
  const found =
    block.language === 'json' ? jsonDifferences(JSON.parse(block.text), parse(actual)) : lineDifferences(block.text, actual)
  if (found.length > 0) throw new Error(found.join('\n'))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`expected JSON, but what came out is:\n${text}`)
  }
}

/** Programs that pages use and that Latchkey itself does not bring along. */
export const missingPrograms = (): string[] => {
  const folders = (process.env['PATH'] ?? '').split(':')
  return ['bash', 'curl'].filter((program) => !folders.some((folder) => existsSync(join(folder, program))))
}

export const repositoryFile = (path: string): string => join(repository, path)
