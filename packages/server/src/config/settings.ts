import type { JsonObject, JsonValue } from '@latchkey/core/key/json'
import type { ConfigEntry, ConfigValue } from './config-entry.ts'

export type SettingSource = 'environment' | 'file' | 'default'

/** A setting that somebody made: as it was written, and as it is understood. */
export interface Setting {
  readonly entry: ConfigEntry
  readonly written: JsonValue
  readonly value: ConfigValue
  readonly source: Exclude<SettingSource, 'default'>
}

/** What was set explicitly, by path. */
export type Settings = ReadonlyMap<string, Setting>

/** The settings as a document in the shape of the file, limited to some paths. */
export function documentOf(settings: Settings, belongs: (path: string) => boolean): JsonObject {
  const document: Branch = new Map()
  for (const [path, { written }] of settings) if (belongs(path)) place(document, path.split('.'), written)
  return toObject(document)
}

type Branch = Map<string, JsonValue | Branch>

function place(branch: Branch, [name = '', ...below]: readonly string[], value: JsonValue): void {
  if (below.length === 0) {
    branch.set(name, value)
    return
  }
  const existing = branch.get(name)
  const next: Branch = existing instanceof Map ? existing : new Map()
  branch.set(name, next)
  place(next, below, value)
}

const toObject = (branch: Branch): JsonObject =>
  Object.fromEntries([...branch].map(([name, value]) => [name, value instanceof Map ? toObject(value) : value]))
