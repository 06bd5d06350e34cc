import type { JsonValue } from '@latchkey/core/key/json'
import type { ConfigEntry } from './config-entry.ts'
import { configSchema } from './schema.ts'
import type { SettingSource, Settings } from './settings.ts'

/** One setting for somebody who looks for a fault, and who may not be trusted with any secret. */
export interface DiagnosedSetting {
  readonly path: string
  readonly source: SettingSource
  /** As it was written. Left out where nobody decides, and for every secret. */
  readonly value?: JsonValue
  readonly is_secret: boolean
}

/** Every setting that there is, with its value unless it is a secret. */
export const diagnosedSettings = (settings: Settings): readonly DiagnosedSetting[] =>
  configSchema.map((entry) => {
    const value = shownValue(entry, settings)
    return {
      path: entry.path,
      source: settings.get(entry.path)?.source ?? 'default',
      is_secret: entry.secret === true,
      ...(value === undefined ? {} : { value }),
    }
  })

function shownValue({ path, secret, default: usual }: ConfigEntry, settings: Settings): JsonValue | undefined {
  if (secret === true) return undefined
  const value = settings.get(path)?.written ?? usual
  return typeof value === 'string' ? withoutCredentials(value) : value
}

/** Some put a password or a token into an address. */
function withoutCredentials(text: string): string {
  if (!text.includes('://') || !URL.canParse(text)) return text
  const url = new URL(text)
  if (url.username === '' && url.password === '' && url.search === '' && url.hash === '') return text
  return `${url.protocol}//${url.host}${url.pathname}`
}
