import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A server of another project that a test has to itself: on loopback, in a folder of its own, stopped by its process id. */
export interface ServerProcess {
  readonly port: number
  readonly pid: number
  /** SIGSTOP: it accepts connections and, when this returns, answers nothing. */
  pause(): void
  resume(): void
  /** SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port and folder after a `kill`. */
  restart(): Promise<void>
  /** Ends the process and removes its folder. */
  stop(): Promise<void>
}

export interface ServerStart {
  readonly program: string
  readonly args: readonly string[]
  readonly options?: SpawnOptions
  readonly port: number
  /** Rejects as long as the server does not answer. */
  readonly probe: () => Promise<unknown>
  /** Told once the process is gone for good. */
  readonly remove: () => void
}

const START_MS = 30_000
const PROBE_EVERY_MS = 50
const STOPPED_MS = 5_000
const LOOK_EVERY_MS = 1

/** Starts a server and waits until it answers. */
export async function startServerProcess(start: ServerStart): Promise<ServerProcess> {
  let child = await launch(start)
  return {
    port: start.port,
    get pid() {
      return child.pid ?? 0
    },
    pause() {
      child.kill('SIGSTOP')
      waitUntilStopped(child.pid ?? 0)
    },
    resume: () => void child.kill('SIGCONT'),
    kill: () => end(child),
    async restart() {
      child = await launch(start)
    },
    async stop() {
      await end(child)
      start.remove()
    },
  }
}

async function launch({ program, args, options, probe }: ServerStart): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000)
  })
  // A test that is interrupted leaves no server behind.
  const killWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', killWithUs)
  child.once('exit', () => process.removeListener('exit', killWithUs))
  const until = performance.now() + START_MS
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${said}`)
    const failure = await probe().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure === undefined) return letGo(child)
    if (performance.now() > until) {
      await end(child)
      throw new Error(`${program} does not answer: ${said}`, { cause: failure })
    }
    await delay(PROBE_EVERY_MS)
  }
}

/** It keeps nobody from ending: whoever forgets to stop it takes it along. */
function letGo(child: ChildProcess): ChildProcess {
  child.unref()
  if (child.stderr instanceof Socket) child.stderr.unref()
  return child
}

/** The thread that takes the signal stops the others when it gets a processor: until then they go on answering (proc(5)). */
function waitUntilStopped(pid: number): void {
  const tasks = `/proc/${pid}/task`
  if (!existsSync(tasks)) return
  const isStopped = (task: string): boolean => {
    try {
      return /\) T/.test(readFileSync(join(tasks, task, 'stat'), 'latin1'))
    } catch {
      // It ended just now.
      return false
    }
  }
  for (const until = performance.now() + STOPPED_MS; performance.now() < until; ) {
    if (readdirSync(tasks).every(isStopped)) return
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS)
  }
  throw new Error(`process ${pid} does not stop`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** The full path of a program, in the folders of the path or where Debian puts servers. */
export function findProgram(name: string, folders: readonly string[] = []): string {
  const path = (process.env['PATH'] ?? '').split(':')
  const found = [...folders, ...path, '/usr/sbin', '/usr/local/sbin'].find((folder) => existsSync(join(folder, name)))
  if (found === undefined) throw new Error(`${name} is not installed on this machine`)
  return join(found, name)
}
