import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { backend, openBackend } from './backend.ts'
import type { CrashOrder } from './crash-on-demand.ts'

const PROGRAM = resolve(import.meta.dirname, '../../packages/cli/src/main.ts')
const CRASH = pathToFileURL(join(import.meta.dirname, 'crash-on-demand.ts')).href
const START_LIMIT_MS = 30_000
const CONNECTIONS_MAX = 200

export interface WorkerServerOptions {
  readonly config?: Record<string, unknown>
  readonly environment?: Record<string, string>
  readonly args?: readonly string[]
}

export interface WorkerAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what came over the wire, whatever it is
  readonly body: any
}

/** A connection that is kept: all that it asks is answered by one worker. */
export interface WorkerConnection {
  /** From 1. */
  readonly worker: number
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<WorkerAnswer>
  close(): void
}

/** The program in a process of its own, as an operator starts it. */
export interface WorkerServer {
  readonly child: ChildProcess
  readonly configFile: string
  readonly port: number
  readonly operationsPort: number
  /** Resolves to the exit code and the signal. */
  readonly ended: Promise<readonly unknown[]>
  /** Everything it printed. */
  output(): string
  /** The lines of its log. */
  logs(): readonly Record<string, unknown>[]
  connect(): Promise<WorkerConnection>
  /** At least one to each of so many workers. */
  connectToAll(workers: number): Promise<readonly WorkerConnection[]>
  crash(order: CrashOrder): void
  /** Without a signal. */
  stop(): Promise<void>
}

export async function startWorkerServer(options: WorkerServerOptions = {}): Promise<WorkerServer> {
  const { child, configFile, folder, output } = await spawnServer(options)
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const { port, operationsPort } = await untilRunning(child, output)
    const logs = () => readLogs(output())
    const connect = () => openConnection(port, projectKeyOf(output()), logs)
    return {
      child,
      configFile,
      port,
      operationsPort,
      ended,
      output,
      logs,
      connect,
      connectToAll: (workers) => connectToAll(workers, connect),
      crash: (order) => void child.send(order),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function spawnServer({ config = {}, environment = {}, args = [] }: WorkerServerOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-workers-'))
  const configFile = join(folder, 'latchkey.json')
  await writeFile(configFile, JSON.stringify(config), { mode: 0o600 })
  const child = spawn(process.execPath, ['--import', CRASH, PROGRAM, 'serve', '--config', configFile, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LATCHKEY_DATA_DIR: join(folder, 'data'),
      LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
      LATCHKEY_SERVE_HTTP_PORT: '0',
      LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
      LATCHKEY_SERVE_METRICS_PORT: '0',
      ...(await openBackend(backend.store === 'memory' ? { ...backend, store: 'sqlite' } : backend)),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8')
    })
  return { child, configFile, folder, output: () => printed }
}

async function untilRunning(child: ChildProcess, output: () => string) {
  for (const deadline = Date.now() + START_LIMIT_MS; ; await delay(20)) {
    const port = /API +http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1]
    const operationsPort = /and port (\d+)/.exec(output())?.[1]
    if (port !== undefined && operationsPort !== undefined) return { port: Number(port), operationsPort: Number(operationsPort) }
    if (Date.now() > deadline || child.exitCode !== null) throw new Error(`the server does not start: ${output()}`)
  }
}

const projectKeyOf = (output: string): string => /LATCHKEY_PROJECT_API_KEY=(\S+)/.exec(output)?.[1] ?? ''

/** Lines that are no JSON are an error of the server: nothing but its log goes to standard error. */
const readLogs = (output: string): readonly Record<string, unknown>[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))

let connections = 0

async function openConnection(port: number, projectKey: string, logs: WorkerServer['logs']): Promise<WorkerConnection> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const call: WorkerConnection['call'] = (method, path, body, headers = {}) =>
    ask({ agent, port, method, path, body, headers: { authorization: `Bearer ${projectKey}`, ...headers } })
  const requestId = `connection ${connections++}`
  await call('GET', '/version', undefined, { 'x-request-id': requestId })
  for (let look = 0; look < 100; look++) {
    const line = logs().find((one) => one['requestId'] === requestId)
    if (line !== undefined) return { worker: Number(line['worker']), call, close: () => agent.destroy() }
    await delay(5)
  }
  throw new Error('the log does not say which worker answered')
}

async function connectToAll(workers: number, connect: WorkerServer['connect']): Promise<readonly WorkerConnection[]> {
  const open: WorkerConnection[] = []
  while (new Set(open.map(({ worker }) => worker)).size < workers) {
    assert.ok(open.length < CONNECTIONS_MAX, 'some worker gets no connection')
    open.push(await connect())
  }
  return open
}

interface Question {
  readonly agent: Agent
  readonly port: number
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly headers: Record<string, string>
}

const ask = ({ agent, port, method, path, body, headers }: Question): Promise<WorkerAnswer> =>
  new Promise((done, fail) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const typed = text === undefined ? headers : { 'content-type': 'application/json', ...headers }
    const asked = request({ agent, host: '127.0.0.1', port, method, path, headers: typed }, async (response) => {
      let said = ''
      for await (const chunk of response.setEncoding('utf8')) said += chunk
      done({ status: response.statusCode ?? 0, headers: response.headers, body: said === '' ? undefined : JSON.parse(said) })
    })
    asked.on('error', fail)
    asked.end(text)
  })
