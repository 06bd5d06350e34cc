import { hash, type KeyObject } from 'node:crypto'
import { CURSOR_NONCE_BYTES, openCursor, sealCursor } from '../crypto/sealed-cursor.ts'
import { invalidField } from '../errors/domain-error.ts'
import { pageLimit } from '../key/page-limit.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { AuditEvent } from './audit-event.ts'
import { parseAuditFilter } from './audit-filter.ts'

/** A chain that somebody may read, and what seals its page tokens: the current key, then those retired. */
export interface ReadableChain {
  readonly chainId: string
  readonly pageKeys: readonly [KeyObject, ...KeyObject[]]
}

export interface ListAuditEventsRequest {
  /** 0 takes the default; above the maximum takes the maximum. */
  readonly pageSize: number
  /** Empty for the first page. */
  readonly pageToken: string
  /** Empty for all events. */
  readonly filter: string
}

export interface AuditEventPage {
  readonly auditEvents: readonly AuditEvent[]
  /** Empty on the last page. */
  readonly nextPageToken: string
}

export interface ListAuditEventsDependencies {
  readonly auditLog: Pick<AuditLog, 'listEvents'>
  readonly random: RandomSource
}

/** One page of audit events, newest first. Refuses with `bad_request`: page size, filter, or a page token of another list. */
export const makeListAuditEvents =
  ({ auditLog, random }: ListAuditEventsDependencies) =>
  async ({ chainId, pageKeys }: ReadableChain, request: ListAuditEventsRequest): Promise<AuditEventPage> => {
    const limit = pageLimit(request.pageSize)
    const conditions = parseAuditFilter(request.filter)
    const list = associatedData(chainId, request.filter)
    const before = request.pageToken === '' ? undefined : openPageToken(request.pageToken, list, pageKeys)
    // One more than asked tells whether there is another page, without counting.
    const events = await auditLog.listEvents(chainId, { conditions, before, limit: limit + 1 })
    const page = events.slice(0, limit)
    const last = page.at(-1)
    if (last === undefined || events.length <= limit) return { auditEvents: page, nextPageToken: '' }
    const sealed = sealCursor(encodeSequence(last.sequence), list, pageKeys[0], random.bytes(CURSOR_NONCE_BYTES))
    return { auditEvents: page, nextPageToken: sealed }
  }

/** Events that an export reads at a time: all that it ever holds, and a few milliseconds of work. */
const EXPORT_BATCH = 200

export interface ExportAuditEventsDependencies {
  readonly auditLog: Pick<AuditLog, 'listEvents'>
  /** Lets other work go on between two batches: a store and a caller may both be so fast that nothing ever waits. */
  readonly letOthersRun: () => Promise<void>
}

/**
 * Everything that the filter finds, newest first, in batches that are read as they are taken. Refuses the filter with
 * `bad_request` at once.
 */
export const makeExportAuditEvents =
  ({ auditLog, letOthersRun }: ExportAuditEventsDependencies) =>
  (chainId: string, filter: string): AsyncGenerator<readonly AuditEvent[], void, undefined> => {
    const conditions = parseAuditFilter(filter)
    return (async function* () {
      let before: number | undefined
      for (;;) {
        const events = await auditLog.listEvents(chainId, { conditions, before, limit: EXPORT_BATCH })
        if (events.length > 0) yield events
        if (events.length < EXPORT_BATCH) return
        before = events.at(-1)?.sequence
        await letOthersRun()
      }
    })()
  }

const CURSOR_BYTES = 8

function encodeSequence(sequence: number): Buffer {
  const plain = Buffer.alloc(CURSOR_BYTES)
  plain.writeBigUInt64BE(BigInt(sequence))
  return plain
}

function openPageToken(text: string, list: Uint8Array, pageKeys: ReadableChain['pageKeys']): number {
  const sequence = openCursor(text, CURSOR_BYTES, list, pageKeys)?.readBigUInt64BE()
  if (sequence === undefined || sequence > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw invalidField('page_token', 'does not belong to this list')
  }
  return Number(sequence)
}

/** The filter enters as a digest, so that no separator inside it can imitate another list. */
const associatedData = (chainId: string, filter: string): Buffer =>
  Buffer.from(['latchkey/audit-page-token/v1', chainId, hash('sha256', filter, 'hex')].join('\0'))
