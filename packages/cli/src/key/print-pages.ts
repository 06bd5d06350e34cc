import type { ImportedApiKey, IssuedApiKey, PageQuery } from '@latchkey/sdk'
import type { CommandCall } from '../command-call.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { keyFields, keyTable } from './key-view.ts'

const LARGEST_PAGE = 1000

/** One page as the API gives it, or with `--all` every page, holding one in memory at a time. */
export async function printPages<Page extends { readonly next_page_token: string }>(
  call: CommandCall,
  query: PageQuery,
  fetchPage: (query: PageQuery) => Promise<Page>,
  keysOf: (page: Page) => readonly (IssuedApiKey | ImportedApiKey)[],
): Promise<ExitCode> {
  if (!call.options.flag('all')) return printOne(call, await fetchPage(query), keysOf)
  let pageToken = query.page_token
  do {
    const page = await fetchPage({ ...query, page_size: query.page_size ?? LARGEST_PAGE, page_token: pageToken })
    await printKeys(call, keysOf(page))
    pageToken = page.next_page_token
  } while (pageToken !== '')
  return exitCodes.ok
}

async function printOne<Page extends { readonly next_page_token: string }>(
  call: CommandCall,
  page: Page,
  keysOf: (page: Page) => readonly (IssuedApiKey | ImportedApiKey)[],
): Promise<ExitCode> {
  const keys = keysOf(page)
  if (page.next_page_token !== '') await call.printer.say(`There are more: --page-token ${page.next_page_token}, or --all`)
  return call.finish({ data: page, human: keyTable(keys), quiet: keys.map((apiKey) => apiKey.key_id) })
}

/** A table per page for people; for machines every key is a result of its own. */
async function printKeys(call: CommandCall, keys: readonly (IssuedApiKey | ImportedApiKey)[]): Promise<void> {
  if (call.printer.isForPeople) {
    await call.printer.print({ data: keys, human: keyTable(keys), quiet: keys.map((apiKey) => apiKey.key_id) })
    return
  }
  for (const apiKey of keys) await call.printer.print({ data: apiKey, human: keyFields(apiKey), quiet: [apiKey.key_id] })
}
