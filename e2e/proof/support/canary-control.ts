import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { loadConfig } from '@latchkey/server/config/load-config'
import { requireEmbedded } from '@latchkey/server/embedded-database'
import { masterKeysAtHand } from '@latchkey/server/inspect-backup'
import { openStoredSecrets } from '@latchkey/testkit/sqlite/open-stored-secrets'
import { exchange, requestText } from '../../support/raw-http.ts'
import type { TestServer } from '../../support/test-server.ts'
import { consolePages, consolePolicy, pathWith } from '../policy-control.ts'
import { expectStatus } from './api.ts'
import type { CanaryScan } from './canary-scan.ts'
import { type ControlBench, newPassword, type Shown, tokenIn } from './control-bench.ts'

/** What the control plane was used for, and every secret that came up. */
export interface ControlLife {
  readonly projectId: string
  /** Values of cookies. */
  readonly sessions: readonly string[]
  /** Of every kind, to be put where they do not belong. */
  readonly secrets: readonly string[]
  /** Changes the project, to be called while the store is broken too. */
  changeSettings(): Promise<void>
}

/** The whole life of a project, its people and their keys, each call with something secret in it or in its answer. */
export async function controlLife(bench: ControlBench, scan: CanaryScan): Promise<ControlLife> {
  const { workspaceId, workspaceKey } = bench
  const { id: projectId } = await bench.addProject()
  const person = await bench.addPerson({ role: 'developer' })
  scan.plant('password', person.password)
  const again = await bench.signIn(person)
  const password = newPassword()
  scan.plant('password', password)
  await bench.ask(again.shown, 'POST', '/console/api/step-up', { password: person.password })
  await bench.ask(again.shown, 'POST', '/console/api/password', { current_password: person.password, new_password: password })
  const owner = bench.owner.shown
  const made = async (path: string, body: object) => expectStatus(await bench.ask(owner, 'POST', path, body), 201).body
  const { link } = await made(`/workspaces/${workspaceId}/invitations`, { email: 'late@example.com', role: 'viewer' })
  const ofProject = await made(`/projects/${projectId}/tokens`, { name: 'canary' })
  const ofWorkspace = await made(`/workspaces/${workspaceId}/tokens`, { name: 'canary' })
  const webhook = await made(`/projects/${projectId}/webhooks`, { url: 'https://hooks.example.invalid/' })
  const hook = `/projects/${projectId}/webhooks/${webhook.id}`
  const renewed = expectStatus(await bench.ask(owner, 'POST', `${hook}:rotate-secret`, {}), 200).body.secret
  for (const what of ['rotate-hmac-secret', 'rotate-signing-key'])
    for (const mode of ['graceful', 'revoke'])
      expectStatus(await bench.ask(workspaceKey, 'POST', `/projects/${projectId}/talos/${what}`, { mode }), 200)
  const changeSettings = (): Promise<void> => giveKeys(bench, scan, projectId)
  await changeSettings()
  const rotated = await storedSecrets(bench.server, projectId)
  for (const secret of rotated) scan.plant('rotated secret', secret)
  await readEverything(bench, projectId)
  const sessions = [bench.owner, person, again].map(({ shown }) => shown.cookie.replace('console=', ''))
  return {
    projectId,
    sessions,
    secrets: [
      ...sessions,
      workspaceKey.bearer,
      ofProject.value,
      ofWorkspace.value,
      webhook.secret,
      renewed,
      tokenIn(link),
      bench.setupToken,
      bench.owner.password,
      password,
      ...rotated,
    ],
    changeSettings,
  }
}

/** A signing key and a secret in settings: one is taken and sealed, the other never taken. */
async function giveKeys(bench: ControlBench, scan: CanaryScan, projectId: string): Promise<void> {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const secret = randomBytes(48).toString('base64url')
  scan.plant('JWK d in settings', jwk.d ?? '')
  scan.plant('secret in settings', secret)
  const kid = randomBytes(6).toString('hex')
  const urls = [`base64://${Buffer.from(JSON.stringify({ keys: [{ ...jwk, kid }] })).toString('base64')}`]
  const path = `/projects/${projectId}`
  await bench.ask(bench.workspaceKey, 'PATCH', path, [
    { op: 'add', path: '/services/talos/config/credentials/derived_tokens/jwt/signing_keys/urls', value: urls },
    { op: 'add', path: '/services/talos/config/secrets', value: { hmac: { current: secret } } },
  ])
  const jwt = { signing_keys: { urls } }
  const config = { secrets: { hmac: { current: secret, retired: [secret] } }, credentials: { derived_tokens: { jwt } } }
  const whole = { name: 'canary', services: { talos: { config } }, cors_public: {}, cors_admin: {}, organizations: [] }
  await bench.ask(bench.workspaceKey, 'PUT', path, whole)
  await bench.ask(bench.workspaceKey, 'POST', `${path}/talos/rotate-hmac-secret`, { mode: 'graceful' })
}

/** What the store has sealed of a project, opened with the master key. */
async function storedSecrets({ configFile, environment }: TestServer, projectId: string): Promise<readonly string[]> {
  const loaded = loadConfig({ file: configFile, environment })
  const masterKeys = masterKeysAtHand(loaded)
  if (masterKeys === undefined) throw new Error('there is no master key')
  return (await openStoredSecrets(requireEmbedded(loaded.config), projectId, masterKeys)).map(partOfSecret)
}

/** Of a private JWK, what is private about it. */
function partOfSecret(text: string): string {
  if (!text.startsWith('{')) return text
  const { d } = JSON.parse(text) as { readonly d?: string }
  return d ?? text
}

async function readEverything(bench: ControlBench, projectId: string): Promise<void> {
  const below = ['', '/revisions', '/talos/secrets', '/members', '/tokens', '/webhooks'].map(
    (path) => `/projects/${projectId}${path}`,
  )
  const ofWorkspace = ['', '/projects', '/members', '/invitations', '/tokens', ...auditPaths('/audit-events')].map(
    (path) => `/workspaces/${bench.workspaceId}${path}`,
  )
  const ofConsole = [
    ...consolePolicy
      .filter(({ method }) => method === 'GET')
      .map((entry) => pathWith(entry, { project: projectId, workspace: bench.workspaceId })),
    ...consolePages,
    await assetOf(bench),
  ]
  for (const path of [...below, ...ofWorkspace, '/projects', '/workspaces', ...ofConsole])
    for (const shown of [bench.owner.shown, bench.workspaceKey]) await bench.ask(shown, 'GET', path)
  const data = `/projects/${projectId}/v2alpha1/admin`
  for (const path of auditPaths('/auditEvents')) await bench.ask(bench.owner.shown, 'GET', `${data}${path}`)
}

/** The script that the console begins with. */
async function assetOf(bench: ControlBench): Promise<string> {
  const { body } = await exchange(bench.server.port, requestText('GET', '/console', ['Host: localhost']))
  const [, asset] = /src="(\/console\/assets\/[^"]+)"/.exec(body) ?? []
  if (asset === undefined) throw new Error('the console is not built')
  return asset
}

const auditPaths = (path: string): readonly string[] => [path, `${path}:export?format=jsonl`, `${path}:export?format=csv`]

/** Every secret of the control plane in every place where it does not belong. */
export async function misuseOfControl(bench: ControlBench, { projectId, secrets }: ControlLife): Promise<void> {
  for (const secret of secrets) {
    await sendAsCaller(bench, secret)
    await sendInPaths(bench, secret)
    await sendInBodies(bench, secret, projectId)
  }
}

async function sendAsCaller(bench: ControlBench, secret: string): Promise<void> {
  const callers: readonly Shown[] = [{ bearer: `${secret}x` }, { cookie: `console=${secret}x` }, { cookie: `${secret}=1` }]
  for (const shown of callers)
    for (const path of ['/projects', '/console/api/session', '/v2alpha1/admin/issuedApiKeys']) await bench.ask(shown, 'GET', path)
  await bench.ask(bench.workspaceKey, 'GET', '/projects', undefined, { cookie: secret, 'x-api-key': secret, origin: secret })
  await bench.ask(bench.owner.shown, 'POST', '/projects', { name: 'x' }, { origin: `https://${secret}.example`, referer: secret })
}

async function sendInPaths(bench: ControlBench, secret: string): Promise<void> {
  const text = encodeURIComponent(secret)
  const { workspaceId } = bench
  const paths = [
    `/projects/${text}`,
    `/workspaces/${text}`,
    `/workspaces/${workspaceId}/members/${text}`,
    `/workspaces/${workspaceId}/invitations/${text}`,
    `/workspaces/${workspaceId}/tokens/${text}`,
    `/console/api/sessions/${text}`,
    `/console/accept?token=${text}`,
    `/console/${text}`,
    `/console/assets/${text}.js`,
    `/console/before-paint.js?${text}`,
    `/console/api/projects/${text}/setting-sources`,
    `/workspaces?page_token=${text}&page_size=${text}`,
    `/console/api/oidc/callback?code=${text}&state=${text}`,
  ]
  for (const path of paths) for (const method of ['GET', 'DELETE']) await bench.ask(bench.owner.shown, method, path)
}

async function sendInBodies(bench: ControlBench, secret: string, projectId: string): Promise<void> {
  const text = JSON.stringify(secret)
  const own = {
    token: secret,
    email: secret,
    password: secret,
    role: secret,
    mode: secret,
    expires_at: secret,
    environment: secret,
  }
  const bodies = [
    `{"password":${text}`,
    `{${text}:1}`,
    text,
    [secret],
    { ...own, name: '' },
    { password: [secret] },
    { token: { of: secret } },
  ]
  const paths = [
    '/console/api/setup',
    '/console/api/register',
    '/console/api/step-up',
    '/console/api/invitations/accept',
    `/workspaces/${bench.workspaceId}/invitations`,
    `/workspaces/${bench.workspaceId}/tokens`,
    `/projects/${projectId}/talos/rotate-hmac-secret`,
    `/projects/${projectId}/tokens`,
    '/projects',
  ]
  for (const path of paths) for (const body of bodies) await bench.ask(bench.owner.shown, 'POST', path, body)
  await bench.ask(undefined, 'POST', '/console/api/login', { email: secret, password: secret })
  await bench.ask(undefined, 'POST', '/console/api/login', text, { 'content-type': 'text/plain' })
  const config = { secrets: { hmac: { current: secret } }, credentials: { api_keys: { default_ttl: secret } } }
  for (const value of [config, config.credentials, secret, [secret]])
    await bench.ask(bench.workspaceKey, 'PATCH', `/projects/${projectId}`, [
      { op: 'add', path: '/services/talos/config/credentials', value },
      { op: 'test', path: '/name', value: secret },
      { op: 'add', path: `/services/talos/config/${secret.replaceAll('/', '~1')}`, value: {} },
    ])
}
