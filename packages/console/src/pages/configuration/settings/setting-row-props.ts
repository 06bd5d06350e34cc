import type { SettingSource } from '@latchkey/contract/messages/console'
import type { JsonValue } from './json.ts'
import type { SettingDefinition } from './setting-definitions.ts'

/** What one setting is shown and edited with. */
export interface SettingRowProps {
  readonly definition: SettingDefinition
  readonly origin: SettingSource
  readonly value: JsonValue
  readonly problem: string | undefined
  readonly liveKeysOf: (prefix: string) => number
  readonly mayEdit: boolean
  readonly onChange: (value: JsonValue) => void
}
