import type { UpdateOptions } from '@latchkey/sdk'
import type { OptionDefinition } from '../command.ts'
import { UsageError } from '../exit-code.ts'
import type { OptionValues } from '../option-values.ts'
import { attributeOptions, attributesFrom, type KeyAttributes, maskFrom } from './key-options.ts'

export const updateOptions: readonly OptionDefinition[] = [
  { flags: '--name <name>', summary: 'What people call the key' },
  ...attributeOptions,
  {
    flags: '--update-mask <fields>',
    summary: 'Exactly these fields, separated by commas; what is named here and not given is cleared',
  },
  { flags: '--if-match <etag>', summary: 'Only when the key is still as it was read under this ETag' },
]

export interface KeyUpdate {
  readonly changes: KeyAttributes & { readonly name?: string }
  readonly options: UpdateOptions
}

export function changesFrom(options: OptionValues): KeyUpdate {
  const name = options.text('name')
  const mask = options.list('updateMask') ?? maskFrom(options)
  const ifMatch = options.text('ifMatch')
  if (mask.length === 0) throw new UsageError('Nothing to change: give at least one field or --update-mask')
  return {
    changes: { ...(name === undefined ? {} : { name }), ...attributesFrom(options) },
    options: { updateMask: mask, ...(ifMatch === undefined ? {} : { ifMatch }) },
  }
}
