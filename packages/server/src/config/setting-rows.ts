import type { JsonValue } from '@latchkey/core/key/json'
import type { ConfigValue } from './config-entry.ts'
import { configSchema, entriesByPath } from './schema.ts'
import type { Setting, Settings } from './settings.ts'

/** A setting without the entry that it belongs to, which holds functions: what one thread can hand to another. */
export interface SettingRow {
  readonly path: string
  readonly written: JsonValue
  readonly value: ConfigValue
  readonly source: Setting['source']
}

export const toSettingRows = (settings: Settings): readonly SettingRow[] =>
  [...settings].map(([path, { written, value, source }]) => ({ path, written, value, source }))

export function fromSettingRows(rows: readonly SettingRow[]): Settings {
  const entries = entriesByPath(configSchema)
  return new Map(
    rows.flatMap(({ path, ...setting }) => {
      const entry = entries.get(path)
      return entry === undefined ? [] : [[path, { ...setting, entry }] as const]
    }),
  )
}
