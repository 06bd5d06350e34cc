import type { JsonPatch } from '@latchkey/sdk/messages'
import { curlOf, goOf, type SnippetCall } from './http-snippets.ts'
import { shellWord, typeScriptValue } from './quoting.ts'
import { ADMIN_KEY_VARIABLE, type Snippet, type SnippetTarget } from './snippet.ts'

/** What a screen shows or is about to do, for whoever does it again without the screen. */
interface ScreenCall extends SnippetCall {
  /** With `latchkey`, the client. */
  readonly typeScript: string
  readonly client?: 'Latchkey' | 'ControlPlane'
  /** The command and what follows it, quoted where it has to be. */
  readonly command: readonly string[]
}

const WORKSPACE_KEY_VARIABLE = 'LATCHKEY_WORKSPACE_API_KEY'

export type KeyKind = 'issued' | 'imported'
type Query = Readonly<Record<string, string | number | undefined>>

/** The keys that the list shows. */
export function listKeysSnippets(
  target: SnippetTarget,
  kind: KeyKind,
  query: { readonly filter: string | undefined; readonly page_size: number },
): readonly Snippet[] {
  return screenSnippets(target, {
    method: 'GET',
    path: withQuery(`/v2alpha1/admin/${kind}ApiKeys`, query),
    typeScript: `for await (const key of latchkey.${kind}Keys.list(${typeScriptValue(query)})) console.log(key.name)`,
    command: ['keys', kind, 'list', ...option('filter', query.filter), ...option('page-size', query.page_size)],
  })
}

/** The events that the audit page shows. */
export function auditSnippets(target: SnippetTarget, filter: string): readonly Snippet[] {
  const query = filter === '' ? {} : { filter }
  return screenSnippets(target, {
    method: 'GET',
    path: withQuery('/v2alpha1/admin/auditEvents', query),
    typeScript: `for await (const event of latchkey.auditEvents.list(${typeScriptValue(query)})) console.log(event)`,
    command: ['audit', 'list', ...option('filter', filter === '' ? undefined : filter)],
  })
}

/** The figures that the usage page shows. */
export function usageSnippets(target: SnippetTarget, query: Query): readonly Snippet[] {
  const { granularity, start_time, end_time, key_id, actor_id } = query
  return screenSnippets(target, {
    method: 'GET',
    path: withQuery('/v2alpha1/admin/usage', query),
    typeScript: `const report = await latchkey.usage.query(${typeScriptValue(query)})`,
    command: [
      ...['usage', 'show', ...option('granularity', granularity?.toString().toLowerCase())],
      ...option('start-time', start_time),
      ...option('end-time', end_time),
      ...option('key', key_id === '' ? 'unknown' : key_id),
      ...option('actor', actor_id),
    ],
  })
}

/** A field of a key with its new value; `null` clears it. */
export function changeKeySnippets(
  target: SnippetTarget,
  { kind, keyId }: { readonly kind: KeyKind; readonly keyId: string },
  field: string,
  value: unknown,
): readonly Snippet[] {
  const changes = { [field]: value }
  return screenSnippets(target, {
    method: 'PATCH',
    path: withQuery(`/v2alpha1/admin/${kind}ApiKeys/${keyId}`, { update_mask: field }),
    body: changes,
    typeScript: `await latchkey.${kind}Keys.update('${keyId}', ${typeScriptValue(changes)}, { updateMask: ['${field}'] })`,
    command: ['keys', kind, 'update', keyId, ...optionsForField(field, value)],
  })
}

/** Settings of a project that are about to be saved. */
export function changeSettingsSnippets(server: string, project: string, patch: readonly JsonPatch[]): readonly Snippet[] {
  return screenSnippets(
    { endpoint: server },
    {
      method: 'PATCH',
      path: `/projects/${encodeURIComponent(project)}`,
      body: patch,
      variable: WORKSPACE_KEY_VARIABLE,
      client: 'ControlPlane',
      typeScript: `await latchkey.projects.patch('${project}', ${typeScriptValue(patch)})`,
      command: [
        ...['patch', 'project', project],
        ...patch.flatMap(({ path, value }) => option('replace', `${path}=${JSON.stringify(value)}`)),
      ],
    },
  )
}

function screenSnippets(target: SnippetTarget, call: ScreenCall): readonly Snippet[] {
  const { typeScript, command, client = 'Latchkey', variable = ADMIN_KEY_VARIABLE } = call
  const [first = '', ...rest] = [`latchkey ${command.join(' ')}`, ...option('endpoint', target.endpoint)]
  return [
    { language: 'curl', text: curlOf(target, call) },
    {
      language: 'TypeScript',
      text: `import { ${client} } from '@latchkey/sdk'

const latchkey = new ${client}({
  endpoint: ${typeScriptValue(target.endpoint)},
  apiKey: process.env.${variable},
})
${typeScript}`,
    },
    { language: 'Go', text: goOf(target, call) },
    { language: 'CLI', text: [first, ...rest].join(' ') },
  ]
}

const option = (name: string, value: string | number | undefined): readonly string[] =>
  value === undefined ? [] : [`--${name}=${shellWord(String(value))}`]

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

/** As the command line calls the fields of a key; without a value the mask alone clears one. */
function optionsForField(field: string, value: unknown): readonly string[] {
  if (value === null) return option('update-mask', field)
  if (field === 'rate_limit_policy') {
    const { quota, window } = value as { readonly quota: string; readonly window: string }
    return [...option('rate-limit-quota', quota), ...option('rate-limit-window', window)]
  }
  if (field === 'ip_restriction') {
    return option('allowed-cidrs', (value as { readonly allowed_cidrs: readonly string[] }).allowed_cidrs.join(','))
  }
  if (Array.isArray(value)) return option(field, value.join(','))
  return option(field, typeof value === 'string' ? value : JSON.stringify(value))
}
