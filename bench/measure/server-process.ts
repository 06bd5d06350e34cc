import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'

/** The server gets the first core and the load generator the second, when there are two. */
export const SERVER_CORE = '0'
export const LOAD_CORE = availableParallelism() > 1 ? '1' : '0'

export interface ServerProcess {
  /** What the server printed when it was ready: its port, and whatever the measure needs. */
  readonly ready: { readonly port: number; readonly [fact: string]: unknown }
  /** From spawning to that line, in milliseconds. */
  readonly startMs: number
  /** User and system time of all its threads, in seconds, from the operating system's accounting. */
  cpuSeconds(): number
  residentBytes(): number
  stop(): Promise<void>
}

/** Starts a server that prints one line of JSON with its port when it is ready. */
export async function startServerProcess(script: string, args: readonly string[] = []): Promise<ServerProcess> {
  const startedAt = performance.now()
  const child = spawn('taskset', ['-c', SERVER_CORE, process.execPath, script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ready = await firstLine(child, script)
  const startMs = performance.now() - startedAt
  const pid = child.pid ?? 0
  return {
    ready,
    startMs,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentBytes: () => residentBytesOf(pid),
    async stop() {
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}

async function firstLine(child: ChildProcess, script: string): Promise<ServerProcess['ready']> {
  if (child.stdout === null) throw new Error('the server has no output')
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as ServerProcess['ready']
  throw new Error(`${script} ended before it was ready`)
}

/** Linux counts in hundredths of a second (USER_HZ). */
const TICKS_PER_SECOND = 100

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

function residentBytesOf(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? Number.NaN) * 1024
}
