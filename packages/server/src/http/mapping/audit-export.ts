import {
  type ExportAuditEventsQuery,
  ListAuditEventsResponse,
  type AuditEvent as WireAuditEvent,
} from '@latchkey/contract/messages/audit-events'
import { serialiseMessage } from '@latchkey/contract/serialise'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import { auditEventToWire } from './audit-event.ts'
import type { ReplyStream } from './reply-stream.ts'

type Format = NonNullable<ExportAuditEventsQuery['format']>

interface ExportFormat {
  readonly mediaType: string
  readonly header: string
  readonly line: (event: WireAuditEvent) => string
}

/** Whatever a terminal or an editor might take for more than a character: controls, line ends, changes of direction. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')

/** What JSON itself leaves as it is; the text stays the same JSON. */
const jsonLine = (event: WireAuditEvent): string => `${serialiseEvent(event).replace(UNPRINTABLE, escaped)}\n`

/** Cut to what the contract declares, like an event of a list. */
const serialiseEvent = serialiseMessage(ListAuditEventsResponse.properties.audit_events.items)

const columns: readonly (readonly [name: string, cell: (event: WireAuditEvent) => string])[] = [
  ['sequence', ({ sequence }) => sequence],
  ['time', ({ time }) => time],
  ['event', ({ event }) => event],
  ['caller_kind', ({ caller }) => caller.kind],
  ['caller_id', ({ caller }) => caller.id],
  ['caller_name', ({ caller }) => caller.name],
  ['target_kind', ({ target }) => target.kind],
  ['target_id', ({ target }) => target.id],
  ['ip', ({ ip }) => ip],
  ['request_id', ({ request_id }) => request_id],
  ['before', ({ before }) => (before === null ? '' : JSON.stringify(before))],
  ['after', ({ after }) => (after === null ? '' : JSON.stringify(after))],
  ['id', ({ id }) => id],
  ['previous_hash', ({ previous_hash }) => previous_hash],
  ['hash', ({ hash }) => hash],
]

/** What a spreadsheet would take for a formula (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/

/** RFC 4180 §2.6–7, on one line: line ends and other controls are written as their escapes. */
function csvCell(text: string): string {
  const harmless = (FORMULA.test(text) ? `'${text}` : text).replace(UNPRINTABLE, escaped)
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

const formats: Readonly<Record<Format, ExportFormat>> = {
  jsonl: { mediaType: 'application/jsonl; charset=utf-8', header: '', line: jsonLine },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    header: csvLine(columns.map(([name]) => name)),
    line: (event) => csvLine(columns.map(([, cell]) => cell(event))),
  },
}

/**
 * The export as text. The first batch is read before this resolves, so that a failure of the store can still be answered as
 * one; every further batch when the one before it has been taken.
 */
export async function exportStream(
  batches: AsyncGenerator<readonly AuditEvent[], void, undefined>,
  format: Format = 'jsonl',
): Promise<ReplyStream> {
  const { mediaType, header, line } = formats[format]
  const textOf = (events: readonly AuditEvent[]): string => events.map((event) => line(auditEventToWire(event))).join('')
  const first = await batches.next()
  async function* write(): AsyncGenerator<string, void, undefined> {
    try {
      const start = header + (first.done === true ? '' : textOf(first.value))
      if (start !== '') yield start
      for await (const events of batches) yield textOf(events)
    } finally {
      await batches.return()
    }
  }
  return { mediaType, fileName: `audit-events.${format}`, chunks: write() }
}
