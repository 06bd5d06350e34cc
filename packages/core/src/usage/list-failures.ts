import { hash, type KeyObject } from 'node:crypto'
import { CURSOR_NONCE_BYTES, openCursor, sealCursor } from '../crypto/sealed-cursor.ts'
import { invalidField } from '../errors/domain-error.ts'
import { retiredHmacKeysAt } from '../key/list-keys.ts'
import { pageLimit } from '../key/page-limit.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { FailureCount, FailureCursor, UsageStore } from '../ports/usage-store.ts'
import type { Project } from '../project/project.ts'
import { usageOutcomes } from './usage-event.ts'
import { periodMs, startOfPeriod } from './usage-period.ts'

export interface ListFailuresDependencies {
  readonly usageStore: Pick<UsageStore, 'listFailures'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<RandomSource, 'bytes'>
}

export interface ListFailuresRequest {
  /** `NO_KEY` for credentials of no known key; `undefined` for all. */
  readonly keyId: string | undefined
  readonly startAt: Instant | undefined
  readonly endAt: Instant | undefined
  /** 0 takes the default; above the maximum takes the maximum. */
  readonly pageSize: number
  /** Empty for the first page. */
  readonly pageToken: string
}

export interface FailurePage {
  readonly failures: readonly FailureCount[]
  /** Empty on the last page. */
  readonly nextPageToken: string
}

const EARLIEST = 0 as Instant
/** Long after everything that is counted, and still a whole minute. */
const LATEST = (Number.MAX_SAFE_INTEGER - (Number.MAX_SAFE_INTEGER % periodMs.minute)) as Instant

/**
 * Refused verifications, those of the latest minute first. Refuses with `bad_request`: a range that is empty, page size, or
 * a page token of another list.
 */
export const makeListFailures =
  ({ usageStore, clock, random }: ListFailuresDependencies) =>
  async (project: Project, request: ListFailuresRequest): Promise<FailurePage> => {
    const limit = pageLimit(request.pageSize)
    const { keyId, startAt, endAt } = request
    if (startAt !== undefined && endAt !== undefined && startAt >= endAt) {
      throw invalidField('start_time', 'must be before end_time')
    }
    const from = startAt === undefined ? EARLIEST : startOfPeriod('minute', startAt)
    const to = endAt === undefined ? LATEST : ((startOfPeriod('minute', endAt - 1) + periodMs.minute) as Instant)
    const list = associatedData(project, request)
    const hmacKeys = [project.hmacSecrets.current.key, ...retiredHmacKeysAt(project, clock.now())]
    const after = request.pageToken === '' ? undefined : openPageToken(request.pageToken, list, hmacKeys)
    // One more than asked tells whether there is another page, without counting.
    const found = await usageStore.listFailures(project.id, { keyId, from, to, after, limit: limit + 1 })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    if (last === undefined || found.length <= limit) return { failures: page, nextPageToken: '' }
    const { key } = project.hmacSecrets.current
    return { failures: page, nextPageToken: sealCursor(encodeCursor(last), list, key, random.bytes(CURSOR_NONCE_BYTES)) }
  }

const OUTCOME_OFFSET = 8
const KEY_OFFSET = 9
/** As long as the ids of imported keys. */
const KEY_BYTES = 64
const IP_OFFSET = KEY_OFFSET + KEY_BYTES
/** RFC 4291 §2.2: as long as an IPv6 address with an IPv4 address in it. */
const IP_BYTES = 45
const CURSOR_BYTES = IP_OFFSET + IP_BYTES

/** Values only, in places of a fixed length. */
function encodeCursor({ minute, outcome, keyId, ip }: FailureCursor): Buffer {
  const plain = Buffer.alloc(CURSOR_BYTES)
  plain.writeBigUInt64BE(BigInt(minute))
  plain[OUTCOME_OFFSET] = usageOutcomes.indexOf(outcome)
  plain.write(keyId, KEY_OFFSET, KEY_BYTES, 'latin1')
  plain.write(ip, IP_OFFSET, IP_BYTES, 'latin1')
  return plain
}

function openPageToken(text: string, list: Uint8Array, hmacKeys: readonly KeyObject[]): FailureCursor {
  const plain = openCursor(text, CURSOR_BYTES, list, hmacKeys)
  const outcome = usageOutcomes[plain?.[OUTCOME_OFFSET] ?? -1]
  if (plain === undefined || outcome === undefined) throw invalidField('page_token', 'does not belong to this list')
  return {
    minute: Number(plain.readBigUInt64BE()) as Instant,
    outcome,
    keyId: textAt(plain, KEY_OFFSET, KEY_BYTES),
    ip: textAt(plain, IP_OFFSET, IP_BYTES),
  }
}

const textAt = (plain: Buffer, offset: number, length: number): string =>
  plain.toString('latin1', offset, offset + length).replaceAll('\0', '')

/** What was asked for enters as a digest, so that nothing in it can imitate another list. */
function associatedData(project: Project, { keyId, startAt, endAt }: ListFailuresRequest): Buffer {
  const asked = hash('sha256', JSON.stringify([keyId ?? null, startAt ?? null, endAt ?? null]), 'hex')
  return Buffer.from(['latchkey/failure-page-token/v1', project.id, asked].join('\0'))
}
