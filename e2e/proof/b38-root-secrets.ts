import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { macaroonRootKey } from '@latchkey/core/derive/macaroon-token'
import { openAdministration } from '@latchkey/server/administration'
import { startServer } from '@latchkey/server/main'
import { DeafCache } from '@latchkey/testkit/fault/broken-ports'
import { atLeast, type Bar, combine, exactly, type Finding, judge } from './bar.ts'
import { Api, expectStatus } from './support/api.ts'
import { rotateThroughApi } from './support/live-control-rotation.ts'
import { newHmacSecret, rotateLive } from './support/live-rotation.ts'
import { printedSecrets, printedSigningKeys } from './support/printed-secrets.ts'
import { processClock } from './support/process-clock.ts'
import { withServer } from './support/with-server.ts'

type Config = Readonly<Record<string, unknown>>

/** Whether a server refuses to start on a configuration, for the secrets in it and without repeating them. */
type Refuses = (config: Config, secrets: readonly string[]) => Promise<boolean>

const startUpRefuses: Refuses = async (config, secrets) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-b38-'))
  const configFile = join(folder, 'latchkey.json')
  await writeFile(configFile, JSON.stringify(config), { mode: 0o600 })
  try {
    const server = await startServer({ configFile, environment: environmentIn(folder), overrides: { logLine: () => undefined } })
    await server.stop()
    return false
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    return error instanceof Error && error.name === 'ConfigError' && !secrets.some((secret) => message.includes(secret))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const environmentIn = (folder: string): Record<string, string> => ({
  LATCHKEY_DATA_DIR: join(folder, 'data'),
  LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
  LATCHKEY_SERVE_HTTP_PORT: '0',
  LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
  LATCHKEY_SERVE_METRICS_PORT: '0',
})

const weakSecrets: readonly string[] = [
  randomBytes(23).toString('base64url'),
  'z'.repeat(64),
  'ab'.repeat(32),
  'k7Qx'.repeat(16),
  '0123456789abcdef'.repeat(4),
  'abcdefghijklmnopqrstuvwxyz0123456789ABCD',
  'correct-horse-battery-staple-and-some-more',
  'the quick brown fox jumps over the lazy dog and runs away',
  'MySuperSecretPasswordForTheProductionServer2026',
  'qwertyuiopasdfghjklzxcvbnm1234567890',
]

const hmacConfig = (current: string): Config => ({ secrets: { hmac: { current } } })
const masterConfig = (current: string): Config => ({ secrets: { master: { current } } })

/** A configuration with one text in two places that must differ. */
const doubled = (): readonly (readonly [Config, string])[] => {
  const twice = newHmacSecret()
  return [
    [{ secrets: { hmac: { current: twice, retired: [newHmacSecret(), twice] } } }, twice],
    [{ secrets: { hmac: { current: twice }, master: { current: twice } } }, twice],
  ]
}

async function refusals(refuses: Refuses): Promise<Finding> {
  const printed = printedSecrets()
  const signing = printedSigningKeys()
  const accepted: string[] = []
  const mustRefuse = async (config: Config, secret: string, where: string): Promise<void> => {
    if (!(await refuses(config, [secret]))) accepted.push(where)
  }
  for (const { file, text } of printed) await mustRefuse(hmacConfig(text), text, file)
  for (const { file, text } of signing) await mustRefuse(signingConfig(text), text, file)
  for (const [index, text] of weakSecrets.entries()) {
    await mustRefuse(hmacConfig(text), text, `weak secret ${index}`)
    await mustRefuse(masterConfig(text), text, `weak master ${index}`)
  }
  for (const [config, text] of doubled()) await mustRefuse(config, text, 'one text in two places')
  return judge({
    printedSecrets: atLeast(printed.length, 20),
    printedSigningKeys: atLeast(signing.length, 1),
    accepted: exactly(accepted.join(', '), ''),
    randomSecretRefused: exactly(String(await refuses(hmacConfig(newHmacSecret()), [])), 'false'),
  })
}

/** RFC 8037 A.2 gives the public half that belongs to its private part; for any other the public half is made to fit. */
function signingConfig(d: string): Config {
  const documented = { kty: 'OKP', crv: 'Ed25519', d, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  const keys =
    Buffer.from(d, 'base64url').length === 32
      ? [documented]
      : [{ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), d }]
  const urls = [`base64://${Buffer.from(JSON.stringify({ keys })).toString('base64')}`]
  return { credentials: { derived_tokens: { jwt: { signing_keys: { urls } } } } }
}

interface RootKeyVector {
  readonly hmac_secret: string
  readonly root_key_hex: string
}

const vectorsFile = new URL('../../packages/core/vectors/credentials.json', import.meta.url)

/** The sub-keys are those of the vectors, and nothing made in one project means anything in another. */
async function separation(): Promise<Finding> {
  const vectors: readonly RootKeyVector[] = JSON.parse(readFileSync(vectorsFile, 'utf8')).macaroon_root_keys
  const wrong = vectors.filter(
    ({ hmac_secret, root_key_hex }) =>
      Buffer.from(macaroonRootKey(createSecretKey(hmac_secret, 'utf8'))).toString('hex') !== root_key_hex,
  )
  const distinct = new Set(
    vectors.flatMap(({ hmac_secret, root_key_hex }) => [Buffer.from(hmac_secret).toString('hex'), root_key_hex]),
  )
  return combine({
    subKeys: judge({ vectorsThatDiffer: exactly(wrong.length, 0), distinctKeys: exactly(distinct.size, 2 * vectors.length) }),
    projects: await acrossProjects(),
  })
}

const acrossProjects = (): Promise<Finding> =>
  withServer({}, async ({ api, server }) => {
    const { secret } = await api.issue()
    await api.issue()
    const jwt = await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_JWT' })
    const macaroon = await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_MACAROON' })
    const { body } = expectStatus(await api.admin('GET', '/issuedApiKeys?page_size=1'), 200)
    const administration = await openAdministration(server)
    const { slug } = await administration.createProject({ name: 'Neighbour', environment: 'dev' })
    const permissions = ['keys:verify', 'keys:read'] as const
    const { credential } = await administration.createProjectApiKey({
      project: slug,
      name: 'proof',
      permissions,
      expiresAt: undefined,
    })
    await administration.close()
    const neighbour = new Api({ port: server.port, projectKey: credential.reveal(), base: `/projects/${slug}` })
    const codeOf = async (text: string): Promise<string> => expectStatus(await neighbour.verify(text), 200).body.error_code
    const finding = judge({
      foreignKey: exactly(await codeOf(secret), 'VERIFICATION_ERROR_NOT_FOUND'),
      foreignJwt: exactly(await codeOf(jwt), 'VERIFICATION_ERROR_SIGNATURE_INVALID'),
      foreignMacaroon: exactly(await codeOf(macaroon), 'VERIFICATION_ERROR_SIGNATURE_INVALID'),
      foreignPageToken: exactly((await neighbour.admin('GET', `/issuedApiKeys?page_token=${body.next_page_token}`)).status, 400),
    })
    neighbour.close()
    return finding
  })

/** What a check of the length alone would refuse. */
const lengthOnly: Refuses = async (_config, secrets) => secrets.some((secret) => Buffer.byteLength(secret) < 32)

export const bar: Bar = {
  id: 'b38',
  title: 'root secrets are good ones, separate keys come of them, and they rotate under load',
  run: async () =>
    combine({
      refusals: await refusals(startUpRefuses),
      separation: await separation(),
      rotation: await rotateLive(),
      control: await rotateThroughApi(),
    }),
  controls: [
    { broken: 'secrets are judged by their length alone', run: () => refusals(lengthOnly) },
    { broken: 'the former secret is replaced without being retired', run: () => rotateLive({ isGraceful: false }) },
    {
      broken: 'the cache keeps what a dropped secret has proved',
      run: () => rotateLive({ overrides: { cache: new DeafCache({ clock: processClock }) } }),
    },
    { broken: 'the rotation by API takes the former secret away at once', run: () => rotateThroughApi({ mode: 'revoke' }) },
    {
      broken: 'the cache keeps what a secret has proved that was deleted by API',
      run: () => rotateThroughApi({ overrides: { cache: new DeafCache({ clock: processClock }) } }),
    },
  ],
}
