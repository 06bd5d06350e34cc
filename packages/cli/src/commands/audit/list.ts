import type { AuditEvent } from '@latchkey/sdk'
import { auditFilterFrom, auditFilterOptions, ofWorkspaceOption } from '../../audit/audit-options.ts'
import { auditSource } from '../../audit/audit-source.ts'
import { auditFields, auditTable } from '../../audit/audit-view.ts'
import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, exitCodes } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['audit', 'list'],
  summary: 'List what happened, newest first',
  options: [
    ofWorkspaceOption,
    ...auditFilterOptions,
    { flags: '--page-size <count>', summary: 'Events per page, at most 1000; default 50' },
    { flags: '--page-token <token>', summary: 'Continue after the page that ended with this token' },
    { flags: '--all', summary: 'Walk through all pages; machine-readable formats then print one event at a time' },
  ],
  examples: ['latchkey audit list --event "api_key.revoked" --since 2026-11-01T00:00:00Z', 'latchkey audit list --workspace'],
}

const LARGEST_PAGE = 1000

export async function run(call: CommandCall): Promise<ExitCode> {
  const source = await auditSource(call)
  const filter = auditFilterFrom(call.options)
  const pageSize = call.options.integer('pageSize')
  let pageToken = call.options.text('pageToken')
  if (!call.options.flag('all')) {
    const page = await source.listPage({ filter, page_size: pageSize, page_token: pageToken })
    if (page.next_page_token !== '') await call.printer.say(`There are more: --page-token ${page.next_page_token}, or --all`)
    return call.finish({ data: page, human: auditTable(page.audit_events), quiet: page.audit_events.map(({ id }) => id) })
  }
  do {
    const page = await source.listPage({ filter, page_size: pageSize ?? LARGEST_PAGE, page_token: pageToken })
    await printEvents(call, page.audit_events)
    pageToken = page.next_page_token
  } while (pageToken !== '')
  return exitCodes.ok
}

/** A table per page for people; for machines every event is a result of its own. */
async function printEvents(call: CommandCall, events: readonly AuditEvent[]): Promise<void> {
  if (call.printer.isForPeople) {
    await call.printer.print({ data: events, human: auditTable(events), quiet: events.map(({ id }) => id) })
    return
  }
  for (const event of events) await call.printer.print({ data: event, human: auditFields(event), quiet: [event.id] })
}
