import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { pinned, serverCores } from './pinning.ts'

export interface ServerProcess {
  /** What the server printed when it was ready: its port, and whatever the measure needs. */
  readonly ready: { readonly port: number; readonly [fact: string]: unknown }
  /** Where it runs. */
  readonly cores: readonly number[]
  /** From spawning to that line, in milliseconds. */
  readonly startMs: number
  /** User and system time of all its threads, in seconds, from the operating system's accounting. */
  cpuSeconds(): number
  residentBytes(): number
  /** Bytes in use after a full collection: sends SIGUSR2 and reads the number that the server then prints. */
  liveBytes(): Promise<number>
  stop(): Promise<void>
}

export interface ServerProcessOptions {
  readonly args?: readonly string[]
  readonly nodeArgs?: readonly string[]
  /** Default: the first. */
  readonly cores?: readonly number[]
}

/** Starts a server that prints one line of JSON with its port when it is ready. The script stands in this suite's folder. */
export async function startServerProcess(
  name: string,
  { args = [], nodeArgs = [], cores = serverCores(1) }: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const script = fileURLToPath(new URL(`../${name}`, import.meta.url))
  const [program, ...rest] = pinned(cores, [process.execPath, ...nodeArgs, script, ...args])
  const startedAt = performance.now()
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = linesOf(child, script)
  const ready = JSON.parse(await lines()) as ServerProcess['ready']
  const startMs = performance.now() - startedAt
  const pid = child.pid ?? 0
  return {
    ready,
    cores,
    startMs,
    cpuSeconds: () => cpuSecondsOf(pid).own,
    residentBytes: () => residentBytesOf(pid),
    async liveBytes() {
      child.kill('SIGUSR2')
      return Number(await lines())
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}

/** Answers the next line that the server prints. */
function linesOf(child: ChildProcess, script: string): () => Promise<string> {
  if (child.stdout === null) throw new Error('the server has no output')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async () => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`${script} ended before it answered`)
    return line.value
  }
}

/** Linux counts in hundredths of a second (USER_HZ). */
const TICKS_PER_SECOND = 100

interface CpuSeconds {
  readonly parent: number
  readonly own: number
  /** Of its children that have ended. */
  readonly ended: number
}

function cpuSecondsOf(pid: number): CpuSeconds {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const seconds = (index: number): number => ((fields[index] ?? 0) + (fields[index + 1] ?? 0)) / TICKS_PER_SECOND
  return { parent: fields[1] ?? 0, own: seconds(11), ended: seconds(13) }
}

/** Of a process and all its children, those that have ended too: for servers that have a process per connection. */
export function cpuSecondsOfFamily(pid: number): number {
  const parent = cpuSecondsOf(pid)
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = others.map((name) => cpuSecondsIfAlive(Number(name))).filter((child) => child?.parent === pid)
  return children.reduce((sum, child) => sum + (child?.own ?? 0), parent.own + parent.ended)
}

function cpuSecondsIfAlive(pid: number): CpuSeconds | undefined {
  try {
    return cpuSecondsOf(pid)
  } catch {
    // It has ended since its folder was listed.
    return undefined
  }
}

function residentBytesOf(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? Number.NaN) * 1024
}
