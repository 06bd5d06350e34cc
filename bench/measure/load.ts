import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { LOAD_CORE, type ServerProcess } from './server-process.ts'

export const CONNECTIONS = 32

export interface Load {
  readonly path: string
  /** One request each, sent in turn; JSON texts. */
  readonly bodies: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly seconds: number
}

export interface LoadResult {
  readonly requests: number
  readonly requestsPerSecond: number
  /** The primary figure: CPU time of the server divided by the requests it answered. */
  readonly cpuMicrosecondsPerRequest: number
}

/** Closed loop over keep-alive connections; any answer that is not 2xx is an error, not a measurement. */
export async function runLoad(server: ServerProcess, load: Load): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
  try {
    const script = join(folder, 'load.lua')
    await writeFile(join(folder, 'bodies'), load.bodies.join('\n'))
    await writeFile(script, luaScript(join(folder, 'bodies'), load.headers))
    const url = `http://127.0.0.1:${server.ready.port}${load.path}`
    const before = server.cpuSeconds()
    const { stdout } = await promisify(execFile)('taskset', ['-c', LOAD_CORE, 'wrk', '-t1', `-c${CONNECTIONS}`, `-d${load.seconds}s`, '-s', script, url])
    const cpuSeconds = server.cpuSeconds() - before
    return resultOf(stdout, cpuSeconds)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function resultOf(output: string, cpuSeconds: number): LoadResult {
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`the load met errors:\n${output}`)
  const requests = Number(/(\d+) requests in/.exec(output)?.[1])
  const requestsPerSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
  return { requests, requestsPerSecond, cpuMicrosecondsPerRequest: (cpuSeconds * 1e6) / requests }
}

function luaScript(bodiesFile: string, headers: Readonly<Record<string, string>>): string {
  const headerLines = Object.entries({ 'Content-Type': 'application/json', ...headers }).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`)
  return `wrk.method = "POST"
${headerLines.join('\n')}
local bodies, sent = {}, 0
for line in io.lines("${bodiesFile}") do bodies[#bodies + 1] = line end
request = function()
  sent = sent + 1
  return wrk.format(nil, nil, nil, bodies[(sent - 1) % #bodies + 1])
end
`
}
