import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findFreePort } from '@latchkey/testkit/servers/free-port'

/** What is not installed here of what these tests need. */
export const missingPrograms = (): string[] => {
  const folders = (process.env['PATH'] ?? '').split(':')
  return ['prometheus', 'promtool'].filter((program) => !folders.some((folder) => existsSync(join(folder, program))))
}

/** Runs `promtool`; what it says, and whether it is content. */
export function promtool(args: readonly string[], input = ''): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return { code: status, said: `${stdout}${stderr}` }
}

/** One series of an answer to a query. */
export interface Answered {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}

export interface Prometheus {
  query(expression: string): Promise<readonly Answered[]>
  /** Asks again until the answer is good, for it takes a scrape or two. */
  queryUntil(expression: string, isGood: (answers: readonly Answered[]) => boolean): Promise<readonly Answered[]>
  /** Its rules as it loaded them, with what became of their last evaluation. */
  rules(): Promise<readonly { readonly name: string; readonly health: string; readonly lastError?: string }[]>
  stop(): Promise<void>
}

const PATIENCE_MS = 20_000
const ASK_EVERY_MS = 200

/** A real Prometheus that scrapes and evaluates every second, with its configuration and data in a temporary folder. */
export async function startPrometheus({ target, rules }: { target: string; rules: string }): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-prometheus-'))
  // It prints nowhere which port it took.
  const port = await findFreePort()
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: [{ job_name: 'latchkey', static_configs: [{ targets: [target] }] }],
  }
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config))
  const flags = {
    'config.file': join(folder, 'prometheus.yml'),
    'storage.tsdb.path': join(folder, 'data'),
    'web.listen-address': `127.0.0.1:${port}`,
    'log.level': 'error',
  }
  const child = spawn(
    'prometheus',
    Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const api = async (path: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)
    const { status, data, error } = (await response.json()) as { status: string; data: unknown; error?: string }
    if (status !== 'success') throw new Error(`${path}: ${error}`)
    return data
  }
  const query: Prometheus['query'] = async (expression) => {
    const { result } = (await api(`query?query=${encodeURIComponent(expression)}`)) as {
      result: { metric: Record<string, string>; value: [number, string] }[]
    }
    return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
  }
  await waitUntilReady(port, child)
  return {
    query,
    async queryUntil(expression, isGood) {
      for (const startedAt = performance.now(); ; await delay(ASK_EVERY_MS)) {
        const answers = await query(expression)
        if (isGood(answers) || performance.now() - startedAt > PATIENCE_MS) return answers
      }
    },
    async rules() {
      const { groups } = (await api('rules')) as { groups: { rules: { name: string; health: string; lastError?: string }[] }[] }
      return groups.flatMap((group) => group.rules)
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('close', resolve))
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await ended
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function waitUntilReady(port: number, child: ChildProcess): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < PATIENCE_MS; await delay(ASK_EVERY_MS)) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`)
    const response = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined)
    await response?.text()
    if (response?.ok === true) return
  }
  throw new Error('prometheus does not become ready')
}
