import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { listOptions, pageQueryFrom } from '../../../key/list-options.ts'
import { printPages } from '../../../key/print-pages.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'imported', 'list'],
  summary: 'List imported keys, newest first',
  options: listOptions,
  examples: ['latchkey keys imported list --actor ci --status active', 'latchkey keys imported list --all --quiet'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { importedKeys } = await call.client()
  return printPages(
    call,
    pageQueryFrom(call.options),
    (query) => importedKeys.listPage(query),
    (page) => page.imported_api_keys,
  )
}
