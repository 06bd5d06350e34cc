import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { formatAccessKey } from '@latchkey/core/credential/access-key-secret'
import { findFreePort } from '@latchkey/testkit/servers/free-port'

/** What is run: the product itself, or a script that starts it with a part broken. */
export type Command = readonly [script: string, ...args: string[]]
export const PRODUCT: Command = [resolve(import.meta.dirname, '../../../packages/cli/src/main.ts'), 'serve', '--config']

const START_LIMIT_MS = 30_000
const POLL_MS = 10

interface Preparation {
  readonly folder: string
  readonly port: number
  readonly operationsPort: number
  readonly command: Command
  /** Wins over everything that is set here. */
  readonly environment: Readonly<Record<string, string>>
}

/** `latchkey serve` as its own process, on a folder that outlives it. */
export class ChildServer {
  readonly folder: string
  /** Its own for as long as it lives, so that it is found where it was after a restart. */
  readonly port: number
  /** Of health checks and metrics. */
  readonly operationsPort: number
  readonly projectKey: string
  /** What it is started with, for `openAdministration` and siblings. */
  readonly environment: Readonly<Record<string, string>>
  #command: Command
  #child: ChildProcess | undefined
  #output = ''

  static async prepare(command: Command = PRODUCT, environment: Readonly<Record<string, string>> = {}): Promise<ChildServer> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-child-'))
    await writeFile(join(folder, 'latchkey.json'), '{}', { mode: 0o600 })
    return new ChildServer({ folder, port: await findFreePort(), operationsPort: await findFreePort(), command, environment })
  }

  private constructor({ folder, port, operationsPort, command, environment }: Preparation) {
    this.folder = folder
    this.port = port
    this.operationsPort = operationsPort
    this.#command = command
    this.projectKey = environment['LATCHKEY_BOOTSTRAP_PROJECT_KEY'] ?? formatAccessKey('project', randomBytes(96))
    this.environment = {
      HOME: folder,
      LATCHKEY_DATA_DIR: join(folder, 'data'),
      LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
      LATCHKEY_SERVE_HTTP_PORT: String(port),
      LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
      LATCHKEY_SERVE_METRICS_PORT: String(operationsPort),
      LATCHKEY_BOOTSTRAP_PROJECT_KEY: this.projectKey,
      // The clients of a proof share the cores with it; b12 is about what is refused when more comes than can be answered.
      LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'false',
      ...environment,
    }
  }

  get databaseFile(): string {
    return join(this.folder, 'data', 'latchkey.db')
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** What its next start runs. */
  become(command: Command): void {
    this.#command = command
  }

  /** Resolves to the milliseconds from the start of the process to its first answer. */
  async start(): Promise<number> {
    const startedAt = performance.now()
    const child = spawn(process.execPath, [...this.#command, join(this.folder, 'latchkey.json')], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#output = ''
    child.stdout.on('data', (chunk) => (this.#output += chunk))
    child.stderr.on('data', (chunk) => (this.#output += chunk))
    while (!(await this.#isReady())) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${this.#output}`)
      if (performance.now() - startedAt > START_LIMIT_MS) throw new Error(`the server does not answer: ${this.#output}`)
      await delay(POLL_MS)
    }
    return performance.now() - startedAt
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/health/ready`)).ok
    } catch {
      return false
    }
  }

  /** SIGKILL: no handler runs, nothing is flushed. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  /** Sends a signal and does not wait. */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name)
  }

  /** Resolves when the process is gone, to its exit code; `null` when a signal ended it. */
  async untilExit(): Promise<number | null> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    await once(child, 'exit')
    return child.exitCode
  }

  /** What it wrote since its start. */
  get output(): string {
    return this.#output
  }

  async remove(): Promise<void> {
    await this.kill()
    await rm(this.folder, { recursive: true, force: true })
  }
}
