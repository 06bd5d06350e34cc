import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chooseSecrets, type KnownSecrets } from '../support/known-secrets.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { none } from './support/none.ts'
import { keepingFormerSettings, measureProjectSettings } from './support/project-settings.ts'
import { until } from './support/until.ts'
import { withServer } from './support/with-server.ts'

const MUTATIONS = { pr: 1_200, full: 10_000 } as const
const START_PATIENCE_MS = 20_000
const RELOAD_PATIENCE_MS = 8_000
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CLI = join(ROOT, 'packages/cli/src/main.ts')
const FUZZ_TEST = join(ROOT, 'packages/server/src/config/config-fuzz.test.ts')

/** The generated ones: what is wrong, and how that shows, is with the configuration itself. */
const measureGenerated = (tier: Tier): Promise<Finding> =>
  new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = { ...process.env, LATCHKEY_FUZZ_RUNS: String(MUTATIONS[tier]) }
    // A test run inside of a test run would report to the outer one.
    delete env['NODE_TEST_CONTEXT']
    execFile(process.execPath, ['--test', '--test-reporter=tap', FUZZ_TEST], { cwd: ROOT, env }, (_error, stdout) => {
      const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? -1)
      resolve(
        judge({
          mutations: atLeast(MUTATIONS[tier], MUTATIONS.pr),
          groups: atLeast(count('pass'), 7),
          failed: exactly(count('fail'), 0),
        }),
      )
    })
  })

interface BrokenStart {
  readonly name: string
  readonly config: unknown
  readonly environment?: Readonly<Record<string, string>>
  /** What the message must name. */
  readonly path: string
}

function brokenStarts({ hmacSecret, config }: KnownSecrets): readonly BrokenStart[] {
  const other = randomBytes(48).toString('base64url')
  const secrets = (hmac: unknown) => ({ ...config, secrets: { hmac } })
  return [
    { name: 'an unknown setting', config: { ...config, serve: { http: { prot: 4420 } } }, path: 'serve.http.prot' },
    { name: 'a wrong type', config: { ...config, cache: { enabled: 'yes' } }, path: 'cache.enabled' },
    { name: 'a bad duration', config: { ...config, cache: { ttl: 'soon' } }, path: 'cache.ttl' },
    { name: 'a secret where none belongs', config: { ...config, log: { level: hmacSecret } }, path: 'log.level' },
    { name: 'a short secret', config: secrets({ current: hmacSecret.slice(0, 20) }), path: 'secrets.hmac.current' },
    { name: 'one secret twice', config: secrets({ current: hmacSecret, retired: [hmacSecret] }), path: 'secrets.hmac' },
    { name: 'a repeated secret', config: secrets({ current: 'ab'.repeat(32) }), path: 'secrets.hmac.current' },
    { name: 'retired without current', config: secrets({ retired: [other] }), path: 'secrets.hmac' },
    {
      name: 'a variable that sets nothing',
      config,
      environment: { LATCHKEY_SERVE_HTTP_PROT: hmacSecret },
      path: 'LATCHKEY_SERVE_HTTP_PROT',
    },
    {
      name: 'an open admin surface',
      config: { ...config, serve: { admin_auth: 'none' } },
      environment: { LATCHKEY_SERVE_HTTP_HOST: '0.0.0.0' },
      path: 'admin_auth',
    },
    { name: 'half a file', config: JSON.stringify(config).slice(0, -9), path: 'configuration file' },
  ]
}

interface Ending {
  /** `undefined`: it was still running. */
  readonly code: number | undefined
  readonly output: string
}

/** The real command in a process of its own, until it ends or says that it listens. */
async function startReally({ config, environment = {} }: BrokenStart): Promise<Ending> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-b28-'))
  const file = join(folder, 'latchkey.json')
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config), { mode: 0o600 })
  const child = spawn(process.execPath, [CLI, 'serve', '--config', file], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LATCHKEY_DATA_DIR: join(folder, 'data'),
      LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
      LATCHKEY_SERVE_HTTP_PORT: '0',
      LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
      LATCHKEY_SERVE_METRICS_PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<number | undefined>((resolve) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString()
      if (output.includes('ory_pat_')) resolve(undefined)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('close', (code) => resolve(code ?? undefined))
    setTimeout(() => resolve(undefined), START_PATIENCE_MS).unref()
  })
  const code = await ended
  if (child.exitCode === null) {
    const closed = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await closed
  }
  await rm(folder, { recursive: true, force: true })
  return { code, output }
}

/** Each of the starts must fail, say where, and show nothing secret. */
async function measureStarts(
  tier: Tier,
  starts: (secrets: KnownSecrets) => readonly BrokenStart[] = brokenStarts,
): Promise<Finding> {
  const secrets = chooseSecrets()
  const all = starts(secrets)
  const chosen = tier === 'full' ? all : all.filter((_, index) => index % 2 === 0)
  const wrong: string[] = []
  for (const start of chosen) {
    const { code, output } = await startReally(start)
    if (code === undefined || code === 0) wrong.push(`${start.name}: runs`)
    else if (!output.includes(start.path)) wrong.push(`${start.name}: does not name ${start.path}`)
    if (showsSecret(output, secrets)) wrong.push(`${start.name}: shows a secret`)
  }
  return judge({ starts: atLeast(chosen.length, 1), wrong: none(wrong) })
}

const WINDOW = 12

const showsSecret = (output: string, { hmacSecret, jwks }: KnownSecrets): boolean =>
  [hmacSecret, ...jwks.map(({ d = '' }) => d)].some((secret) =>
    Array.from({ length: secret.length - WINDOW + 1 }, (_, start) => secret.slice(start, start + WINDOW)).some((piece) =>
      output.includes(piece),
    ),
  )

/** A running server whose file is replaced by worse and worse ones, and then by a good one. */
const measureReload = (): Promise<Finding> => {
  const secrets = chooseSecrets()
  return withServer({ config: secrets.config }, async ({ server, api }) => {
    const { secret } = await api.issue()
    const wrong: string[] = []
    const refusals = (): number => server.logs.filter((line) => line.includes('configuration refused')).length
    const bad = [
      '{',
      JSON.stringify({ ...secrets.config, nonsense: true }),
      JSON.stringify({ secrets: { hmac: { current: 'short' } } }),
      JSON.stringify({ ...secrets.config, cache: { ttl: 'soon' } }),
    ]
    for (const text of bad) {
      const before = refusals()
      await writeFile(server.configFile, text)
      if (!(await until(() => refusals() > before, RELOAD_PATIENCE_MS))) wrong.push(`not refused: ${text.slice(0, 20)}`)
      if (!(await api.isValid(secret))) wrong.push('a key no longer verifies')
    }
    const good = {
      ...secrets.config,
      secrets: { hmac: { current: randomBytes(48).toString('base64url'), retired: [secrets.hmacSecret] } },
    }
    await writeFile(server.configFile, JSON.stringify(good))
    if (!(await until(() => server.logs.some((line) => line.includes('configuration reloaded')), RELOAD_PATIENCE_MS)))
      wrong.push('a good file is not taken')
    if (!(await api.isValid(secret))) wrong.push('a retired secret no longer verifies')
    const half = { ...secrets.config, secrets: { hmac: { current: randomBytes(48).toString('base64url') } } }
    await writeFile(server.configFile, JSON.stringify(half))
    const warned = await until(() => server.logs.some((line) => line.includes('without retiring')), RELOAD_PATIENCE_MS)
    return judge({
      badFiles: exactly(bad.length, 4),
      wrong: none(wrong),
      halfRotationWarned: exactly(String(warned), 'true'),
      secretsInTheLog: exactly(String(showsSecret(server.logs.join('\n'), secrets)), 'false'),
    })
  })
}

export const bar: Bar = {
  id: 'b28',
  inTests: 'without_control',
  title: 'a broken configuration starts nothing, changes nothing, and says where it is broken without saying what is in it',
  run: async (tier) =>
    combine({
      generated: await measureGenerated(tier),
      starts: await measureStarts(tier),
      reload: await measureReload(),
      projects: await measureProjectSettings(tier),
    }),
  controls: [
    {
      broken: 'the server takes whatever the file says',
      run: () => measureStarts('pr', ({ config }) => [{ name: 'a file that is taken', config, path: 'x' }]),
    },
    {
      broken: 'the store keeps the former settings of a project and says otherwise',
      run: () => measureProjectSettings('pr', keepingFormerSettings),
    },
  ],
}
