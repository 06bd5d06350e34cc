import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { listOptions, pageQueryFrom } from '../../../key/list-options.ts'
import { printPages } from '../../../key/print-pages.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'issued', 'list'],
  summary: 'List issued keys, newest first',
  options: listOptions,
  examples: ['latchkey keys issued list --actor ci --status active', 'latchkey keys issued list --all --quiet'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { issuedKeys } = await call.client()
  return printPages(
    call,
    pageQueryFrom(call.options),
    (query) => issuedKeys.listPage(query),
    (page) => page.issued_api_keys,
  )
}
