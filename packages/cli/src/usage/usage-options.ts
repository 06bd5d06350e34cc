import type { OptionDefinition } from '../command.ts'
import type { OptionValues } from '../option-values.ts'

/** Credentials that belong to no known key have an empty id on the wire, which nobody would type. */
const NO_KEY_WORD = 'unknown'

export const keyOption: OptionDefinition = {
  flags: '--key <key-id>',
  summary: `Only this key; \`${NO_KEY_WORD}\` is for credentials that belong to no key`,
}

export const rangeOptions: readonly OptionDefinition[] = [
  { flags: '--start-time <time>', summary: 'From when on, RFC 3339' },
  { flags: '--end-time <time>', summary: 'Until when, RFC 3339; default: now' },
]

export const keyIdFrom = (text: string | undefined): string | undefined => (text === NO_KEY_WORD ? '' : text)

export const rangeFrom = (options: OptionValues) => ({
  key_id: keyIdFrom(options.text('key')),
  start_time: options.text('startTime'),
  end_time: options.text('endTime'),
})
