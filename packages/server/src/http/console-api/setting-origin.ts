import type { SettingSource } from '@latchkey/contract/messages/console'
import type { JsonValue } from '@latchkey/core/key/json'

/** Who decides about a setting: the console, the configuration of the server, or nobody yet. */
export interface SettingOrigin {
  /** Dotted, as in a configuration file. */
  readonly path: string
  readonly source: SettingSource['source']
  /** Only where the environment decides. */
  readonly variable?: string
  /** In effect, where the configuration decides; never of a secret. */
  readonly value?: JsonValue | undefined
  readonly default?: JsonValue | undefined
  readonly reload: SettingSource['reload']
}
