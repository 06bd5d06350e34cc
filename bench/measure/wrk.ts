import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Attack, AttackShape, Load } from './attack.ts'
import { pinned } from './pinning.ts'

const ANSWER_TIMEOUT_SECONDS = 30

export const hasWrk = (): boolean => spawnSync('wrk', ['--version']).error === undefined

/** One thread of wrk; it takes whole seconds only. */
export async function attackWithWrk(port: number, load: Load, { seconds, connections, cores }: AttackShape): Promise<Attack> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-wrk-'))
  try {
    const bodies = join(folder, 'bodies')
    const script = join(folder, 'load.lua')
    await writeFile(bodies, load.bodies.map((body) => `${body}\n`).join(''))
    await writeFile(script, luaScript(bodies, load))
    const duration = `-d${Math.max(1, Math.round(seconds))}s`
    const [command, ...args] = pinned(cores, [
      'wrk',
      '-t1',
      `-c${connections}`,
      duration,
      '--timeout',
      `${ANSWER_TIMEOUT_SECONDS}s`,
      '-s',
      script,
      `http://127.0.0.1:${port}${load.path}`,
    ])
    const { stdout } = await promisify(execFile)(command, args)
    return readOutput(stdout)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function readOutput(output: string): Attack {
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`the load met errors:\n${output}`)
  const requests = Number(/(\d+) requests in/.exec(output)?.[1])
  const requestsPerSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
  if (!(requests > 0)) throw new Error(`no request was answered:\n${output}`)
  return { requests, requestsPerSecond }
}

/** The requests are made before the clock starts, so that the generator does little more than send them. */
function luaScript(bodiesFile: string, { method = 'POST', headers }: Load): string {
  const headerLines = Object.entries({ 'Content-Type': 'application/json', ...headers }).map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  )
  return `wrk.method = "${method}"
${headerLines.join('\n')}
local requests, sent = {}, 0
function init(args)
  for line in io.lines(${JSON.stringify(bodiesFile)}) do
    requests[#requests + 1] = wrk.format(nil, nil, nil, line)
  end
end
function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end
`
}
