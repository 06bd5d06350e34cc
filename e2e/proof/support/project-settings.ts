import { isDeepStrictEqual } from 'node:util'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import fc from 'fast-check'
import type { TestServerOptions } from '../../support/test-server.ts'
import { atLeast, type Finding, judge, type Tier } from '../bar.ts'
import { Api, expectStatus, type Reply } from './api.ts'
import { CanaryScan } from './canary-scan.ts'
import { type ControlBench, onControlBench } from './control-bench.ts'
import { none } from './none.ts'
import { passingOn } from './passing-on.ts'
import { type SettingsEdit, settingsEdits } from './settings-edits.ts'

const EDITS = { pr: 360, full: 10_000 } as const
/** With more of them a project would have as many signing keys as it may. */
const EDITS_PER_PROJECT = 120

interface Seen {
  good: number
  bad: number
  readonly failures: string[]
  readonly wrong: string[]
  readonly without: string[]
  readonly shown: string[]
  /** What no answer may show. */
  readonly secrets: CanaryScan
}

/** Settings as callers write them: a bad document changes nothing and says where it is bad; a good one is in effect at once. */
export async function measureProjectSettings(tier: Tier, options: TestServerOptions = {}): Promise<Finding> {
  const seen: Seen = { good: 0, bad: 0, failures: [], wrong: [], without: [], shown: [], secrets: new CanaryScan() }
  const rounds = EDITS[tier] / EDITS_PER_PROJECT
  for (let round = 0; round < rounds; round++) await editOneProject(seen, options)
  return judge({
    edits: atLeast(seen.good + seen.bad, EDITS[tier]),
    taken: atLeast(seen.good, EDITS[tier] / 5),
    refused: atLeast(seen.bad, EDITS[tier] / 5),
    serverErrors: none(seen.failures),
    wrongAnswers: none(seen.wrong),
    withoutEffect: none(seen.without),
    secretsShown: none(seen.shown),
  })
}

const editOneProject = (seen: Seen, options: TestServerOptions): Promise<void> =>
  onControlBench(options, async (bench) => {
    const api = new Api(bench.server)
    try {
      const edits = fc.sample(settingsEdits, EDITS_PER_PROJECT)
      for (const [index, edit] of edits.entries()) await attempt({ bench, api, seen }, edit, index % 3 === 0 ? 'PUT' : 'PATCH')
    } finally {
      api.close()
    }
  })

interface Trial {
  readonly bench: ControlBench
  readonly api: Api
  readonly seen: Seen
}

async function attempt({ bench, api, seen }: Trial, edit: SettingsEdit, method: 'PUT' | 'PATCH'): Promise<void> {
  for (const secret of edit.secrets) seen.secrets.plant('secret', secret)
  const name = `${method} ${edit.path} = ${JSON.stringify(edit.value)?.slice(0, 60)}`
  const before = await read(bench)
  const reply = await send(bench, edit, method, before)
  const after = await read(bench)
  const text = JSON.stringify([reply.headers, reply.body, after])
  if (seen.secrets.scan('answer', text).length > 0) seen.shown.push(name)
  if (reply.status >= 500 || reply.status === 0) seen.failures.push(`${name}: ${reply.status}`)
  else if (reply.status === 200) {
    seen.good++
    if (edit.kind === 'bad') seen.wrong.push(`${name} is taken`)
    if (after.revision_id === before.revision_id) seen.wrong.push(`${name} makes no revision`)
    if (edit.kind === 'good') seen.without.push(...(await missingEffect(api, edit, after)).map((what) => `${name}: ${what}`))
  } else {
    seen.bad++
    if (edit.kind === 'good' || reply.status !== 400) seen.wrong.push(`${name}: ${reply.status} ${reply.body?.error?.reason}`)
    if (!namesPlace(reply, edit))
      seen.wrong.push(`${name} is refused without its place: ${JSON.stringify(reply.body?.error?.reason)}`)
    if (!isDeepStrictEqual(after, before)) seen.wrong.push(`${name} is refused and changes something`)
  }
}

type ProjectView = Readonly<Record<string, unknown>> & { readonly revision_id: string; readonly services: ServicesView }
interface ServicesView {
  readonly talos: { readonly config: Readonly<Record<string, unknown>> }
}

const read = async (bench: ControlBench): Promise<ProjectView> =>
  expectStatus(await bench.ask(bench.workspaceKey, 'GET', `/projects/${bench.server.projectId}`), 200).body

function send(bench: ControlBench, { path, value }: SettingsEdit, method: 'PUT' | 'PATCH', shown: ProjectView): Promise<Reply> {
  const target = `/projects/${bench.server.projectId}`
  if (method === 'PATCH') {
    const pointer = `/services/talos/config/${path.replaceAll('.', '/')}`
    const parents = path.split('.').slice(0, -1)
    // A patch adds to what there is; what there is not is put there first.
    const missing = parents
      .map((_, index) => parents.slice(0, index + 1))
      .filter((names) => at(shown.services.talos.config, names) === undefined)
      .map((names) => ({ op: 'add', path: `/services/talos/config/${names.join('/')}`, value: {} }))
    return bench.ask(bench.workspaceKey, method, target, [...missing, { op: 'add', path: pointer, value }])
  }
  const config = withValue(shown.services.talos.config, path.split('.'), value)
  const rest = { name: shown['name'], cors_public: {}, cors_admin: {}, organizations: [] }
  return bench.ask(bench.workspaceKey, method, target, { ...rest, services: { talos: { config } } })
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const at = (value: unknown, names: readonly string[]): unknown =>
  names.reduce<unknown>((inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined), value)

/** Own members only, whatever they are called. */
function withValue(under: unknown, [name, ...below]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  const members = isObject(under) ? Object.entries(under) : []
  const inner = members.find(([member]) => member === name)?.[1]
  return Object.fromEntries([...members.filter(([member]) => member !== name), [name, withValue(inner, below, value)]])
}

/** The path or a block above it; for what is no setting at all, where it stands in the request. */
function namesPlace({ body }: Reply, { path, kind }: SettingsEdit): boolean {
  const text = JSON.stringify(body?.error ?? '')
  if (kind === 'any' && /\[\d+\]\.path: |at position \d+: /.test(text)) return true
  const names = path.split('.')
  return text.includes(path) || names.some((_, index) => index > 0 && text.includes(names.slice(0, index).join('.')))
}

/** What a good setting should have done to what is shown and to the very next call, and did not. */
async function missingEffect(api: Api, { path, value, secrets }: SettingsEdit, after: ProjectView): Promise<readonly string[]> {
  const shown = at(after.services.talos.config, path.split('.'))
  const missing =
    secrets.length > 0 || isDeepStrictEqual(shown, value) ? [] : [`is shown as ${JSON.stringify(shown)?.slice(0, 40)}`]
  const effect = effects[path]
  const isInEffect = effect === undefined || (await effect(api, value).catch(() => false))
  return isInEffect ? missing : [...missing, 'has no effect']
}

type Effect = (api: Api, value: unknown) => Promise<boolean>

const derived = async (api: Api, algorithm: 'JWT' | 'MACAROON'): Promise<string> =>
  api.derive((await api.issue()).secret, { algorithm: `TOKEN_ALGORITHM_${algorithm}` })

const partOf = (jwt: string, index: number) => JSON.parse(Buffer.from(jwt.split('.')[index] ?? '', 'base64url').toString())

const secondsOf = (duration: string): number =>
  [...duration.matchAll(/(\d+)([hm])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (unit === 'h' ? 3600 : 60), 0)

/** By setting: whether the next call goes by the new value. */
const effects: Readonly<Partial<Record<string, Effect>>> = {
  'credentials.issuer': async (api, value) => partOf(await derived(api, 'JWT'), 1).iss === value,
  'credentials.api_keys.prefix.current': async (api, value) => (await api.issue()).secret.startsWith(`${value}_v1_`),
  'credentials.api_keys.prefix.public_current': async (api, value) =>
    (await api.issue({ visibility: 'KEY_VISIBILITY_PUBLIC' })).secret.startsWith(`${value}_v1_`),
  'credentials.api_keys.default_ttl': async (api, value) => {
    const { body } = expectStatus(await api.admin('POST', '/issuedApiKeys', { name: 'x' }), 201)
    const { create_time: from, expire_time: until } = body.issued_api_key
    return Math.round((Date.parse(until) - Date.parse(from)) / 1000) === secondsOf(String(value))
  },
  'credentials.derived_tokens.default_ttl': async (api, value) => {
    const { iat, exp } = partOf(await derived(api, 'JWT'), 1)
    return exp - iat === secondsOf(String(value))
  },
  'credentials.derived_tokens.macaroon.prefix.current': async (api, value) =>
    (await derived(api, 'MACAROON')).startsWith(`${value}_v1_`),
  'credentials.derived_tokens.jwt.signing_keys.urls': async (api, value) => {
    const [url = ''] = value as readonly string[]
    const { keys } = JSON.parse(Buffer.from(url.slice('base64://'.length), 'base64').toString())
    return partOf(await derived(api, 'JWT'), 0).kid === keys[0].kid
  },
}

/** A store that says it took the new settings, and keeps the former ones. */
export const keepingFormerSettings: TestServerOptions = {
  overrides: {
    projectStore: (store: ProjectStore): ProjectStore => ({
      ...passingOn(store),
      changeProject: (id, decide) =>
        store.changeProject(id, (current) => {
          const change = decide(current)
          return { ...change, project: { ...change.project, config: current.project.config } }
        }),
    }),
  },
}
