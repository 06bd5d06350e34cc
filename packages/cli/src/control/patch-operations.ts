import type { JsonPatch } from '@latchkey/sdk'
import type { OptionDefinition } from '../command.ts'
import { UsageError } from '../exit-code.ts'
import type { OptionValues } from '../option-values.ts'

export const patchOptions: readonly OptionDefinition[] = [
  { flags: '--add <path=value>', summary: 'Add a member, or an item to a list (at /-)', repeatable: true },
  { flags: '--replace <path=value>', summary: 'Replace what is there', repeatable: true },
  { flags: '--remove <path>', summary: 'Remove it: a setting falls back to its default', repeatable: true },
]

/** A JSON Patch (RFC 6902) out of the options: additions, then replacements, then removals, each in the order given. */
export function patchFrom(options: OptionValues): readonly JsonPatch[] {
  const operations: readonly JsonPatch[] = [
    ...options.all('add').map((text) => ({ op: 'add' as const, ...splitAssignment('--add', text) })),
    ...options.all('replace').map((text) => ({ op: 'replace' as const, ...splitAssignment('--replace', text) })),
    ...options.all('remove').map((path) => ({ op: 'remove' as const, path: requirePointer('--remove', path) })),
  ]
  if (operations.length === 0) throw new UsageError('Nothing to change: give --add, --replace or --remove')
  return operations
}

function splitAssignment(flag: string, text: string): { readonly path: string; readonly value: unknown } {
  const at = text.indexOf('=')
  if (at === -1) throw new UsageError(`${flag}: must be <path>=<value>`)
  const path = requirePointer(flag, text.slice(0, at))
  try {
    return { path, value: JSON.parse(text.slice(at + 1)) }
  } catch {
    throw new UsageError(`${flag} ${path}: the value must be JSON; a text needs its own quotes: '${path}="text"'`)
  }
}

function requirePointer(flag: string, path: string): string {
  if (path.startsWith('/')) return path
  throw new UsageError(`${flag}: must be a JSON Pointer such as /services/talos/config/cache/enabled`)
}
