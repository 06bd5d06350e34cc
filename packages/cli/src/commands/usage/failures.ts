import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { keyOption, rangeFrom, rangeOptions } from '../../usage/usage-options.ts'
import { failureTable } from '../../usage/usage-view.ts'

export const definition: CommandDefinition = {
  path: ['usage', 'failures'],
  summary: 'List refused verifications by minute, key, reason and address',
  options: [
    keyOption,
    ...rangeOptions,
    { flags: '--page-size <count>', summary: 'Rows per page, at most 1000; default 50' },
    { flags: '--page-token <token>', summary: 'Continue after the page that ended with this token' },
  ],
  examples: ['latchkey usage failures --key unknown'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const { usage } = await call.client()
  const page = await usage.failuresPage({
    ...rangeFrom(options),
    page_size: options.integer('pageSize'),
    page_token: options.text('pageToken'),
  })
  if (page.next_page_token !== '') await call.printer.say(`There are more: --page-token ${page.next_page_token}`)
  const rows = page.verification_failures
  return call.finish({ data: page, human: failureTable(rows), quiet: rows.map(({ count }) => count) })
}
