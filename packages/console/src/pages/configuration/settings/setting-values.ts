import type { SettingSource } from '@latchkey/contract/messages/console'
import type { JsonPatch } from '@latchkey/contract/messages/projects'
import type { LoadedSettings } from '../configuration-queries.ts'
import type { JsonObject, JsonValue } from './json.ts'
import { isSameJson, memberAt } from './json.ts'

/** Values by the dotted path of their setting. */
export type Values = Readonly<Record<string, JsonValue>>

/** What is in effect: the configuration of the server where it decides, otherwise the project. */
export function valuesInEffect({ project, settings }: LoadedSettings, paths: readonly string[]): Values {
  const config = project.services.talos.config as JsonObject
  const originOf = new Map(settings.map((setting) => [setting.path, setting]))
  return Object.fromEntries(
    paths.map((path) => {
      const fixed = originOf.get(path)?.value as JsonValue | undefined
      return [path, fixed ?? memberAt(config, path) ?? '']
    }),
  )
}

export const isFixed = ({ source }: Pick<SettingSource, 'source'>): boolean => source === 'env' || source === 'file'

export interface Change {
  readonly path: string
  readonly before: JsonValue
  readonly after: JsonValue
}

export const changesBetween = (before: Values, after: Values): readonly Change[] =>
  Object.keys(after)
    .filter((path) => !isSameJson(before[path], after[path]))
    .map((path) => ({ path, before: before[path] ?? '', after: after[path] ?? '' }))

/** The settings that the server shows are complete, so that each can be replaced. */
export const patchOf = (changes: readonly Change[]): JsonPatch[] =>
  changes.map(({ path, after }) => ({
    op: 'replace',
    path: `/services/talos/config/${path.replaceAll('.', '/')}`,
    value: after,
  }))

/** One entry of a list of retired values. */
export const retiredValue = (entry: JsonValue): string =>
  typeof entry === 'string' ? entry : String((entry as JsonObject)['value'] ?? '')

export const retiredEnd = (entry: JsonValue): string | undefined => {
  const end = typeof entry === 'string' ? undefined : (entry as JsonObject)['expires_at']
  return typeof end === 'string' ? end : undefined
}

/** Where a value that is replaced goes, so that what was made with it is still understood. */
export const retiredListOf: Readonly<Record<string, string>> = {
  'credentials.issuer': 'credentials.issuer_retired',
  'credentials.api_keys.prefix.current': 'credentials.api_keys.prefix.retired',
  'credentials.api_keys.prefix.public_current': 'credentials.api_keys.prefix.public_retired',
  'credentials.derived_tokens.macaroon.prefix.current': 'credentials.derived_tokens.macaroon.prefix.retired',
}

/** The draft with what follows from it: the value that is left is retired, and one that comes back is not. */
export function withRetired(before: Values, draft: Values): Values {
  const following = Object.entries(retiredListOf).flatMap(([path, list]): [string, JsonValue][] => {
    const [left, next, entries] = [before[path], draft[path], draft[list]]
    if (typeof left !== 'string' || typeof next !== 'string' || !Array.isArray(entries) || left === next) return []
    const kept = entries.filter((entry) => retiredValue(entry) !== next && retiredValue(entry) !== left)
    return [[list, left === '' ? kept : [...kept, left]]]
  })
  return { ...draft, ...Object.fromEntries(following) }
}

/** For a configuration file: nested names, values as JSON, which YAML understands. */
export function toYaml(values: Values): string {
  const lines: string[] = []
  let open: readonly string[] = []
  for (const path of Object.keys(values).toSorted()) {
    const names = path.split('.')
    const blocks = names.slice(0, -1)
    const shared = blocks.findIndex((name, depth) => open[depth] !== name)
    const from = shared === -1 ? blocks.length : shared
    for (let depth = from; depth < blocks.length; depth++) lines.push(`${'  '.repeat(depth)}${blocks[depth]}:`)
    open = blocks
    lines.push(`${'  '.repeat(blocks.length)}${names.at(-1)}: ${JSON.stringify(values[path])}`)
  }
  return `${lines.join('\n')}\n`
}
