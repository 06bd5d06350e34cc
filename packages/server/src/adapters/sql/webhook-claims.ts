import type { Claim, ClaimedDelivery, WebhookEndpoint, WebhookMessage } from '@latchkey/core/ports/webhook-store'
import type { SqlSession, SqlValue } from './sql-database.ts'
import { anyOf, paddedLists, slotsFor } from './value-lists.ts'
import { type DueDelivery, type MessageRow, toMessage } from './webhook-delivery-rows.ts'
import { ENDPOINT_COLUMNS, type EndpointRow, toEndpoint } from './webhook-endpoint-rows.ts'

/** Looks at what is due in one claim; what an endpoint has beyond its share may fill a look of its own. */
const LOOKS_MAX = 5
/** Endpoints that a look leaves out at most; what of others beyond it comes to light, is left for later. */
const LEFT_OUT_MAX = 100

const THESE = ['project_id', 'endpoint_id', 'message_ordinal'] as const

/**
 * Takes deliveries that are due, in the transaction of the caller. What somebody else is claiming at the moment is passed
 * over, without waiting: so several do not hold each other up, and nobody gets what another one has.
 */
export async function claimDeliveries(session: SqlSession, claim: Claim): Promise<readonly ClaimedDelivery[]> {
  const claiming = new Claiming(session, claim)
  for (let look = 1; look <= LOOKS_MAX && (await claiming.look()); look++);
  return claiming.claimed
}

class Claiming {
  readonly claimed: ClaimedDelivery[] = []
  readonly #session: SqlSession
  readonly #claim: Claim
  readonly #shares = new Map<string, number>()

  constructor(session: SqlSession, claim: Claim) {
    this.#session = session
    this.#claim = claim
  }

  /** False when there is no room for more, or nothing more to look at. */
  async look(): Promise<boolean> {
    const wanted = this.#claim.limit - this.claimed.length
    if (wanted <= 0) return false
    const due = await this.#lockDue(wanted)
    const endpoints = await this.#findEndpoints(due)
    const chosen: DueDelivery[] = []
    for (const each of due) {
      const share = this.#shares.get(each.endpointId) ?? 0
      if (endpoints.get(nameOf(each))?.state !== 'enabled' || share >= this.#claim.perEndpoint) continue
      this.#shares.set(each.endpointId, share + 1)
      chosen.push(each)
    }
    await this.#clear(due, endpoints)
    await this.#take(chosen, endpoints)
    return due.length >= wanted
  }

  /** No more than there is room for: what is locked here others cannot see. */
  async #lockDue(limit: number): Promise<readonly DueDelivery[]> {
    const full = [...this.#shares].filter(([, share]) => share >= this.#claim.perEndpoint).map(([endpointId]) => endpointId)
    const [leftOut] = paddedLists([...this.#claim.busy, ...full].slice(-LEFT_OUT_MAX))
    const rows = await this.#session.all<readonly [projectId: string, endpointId: string, ordinal: number, attempts: number]>(
      `SELECT project_id, endpoint_id, message_ordinal, attempts FROM webhook_deliveries
      WHERE state = 'pending' AND next_attempt_at <= ?${leftOut === undefined ? '' : ` AND endpoint_id NOT IN (${slotsFor(leftOut)})`}
      ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED`,
      [this.#claim.now, ...(leftOut ?? []), limit],
    )
    return rows.map(([projectId, endpointId, ordinal, attempts]) => ({ projectId, endpointId, ordinal, attempts }))
  }

  async #findEndpoints(due: readonly DueDelivery[]): Promise<ReadonlyMap<string, WebhookEndpoint>> {
    const found = new Map<string, WebhookEndpoint>()
    const wanted = new Map(due.map((each) => [nameOf(each), [each.projectId, each.endpointId]]))
    for (const places of paddedLists([...wanted.values()])) {
      const rows = await this.#session.all<EndpointRow>(
        `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints WHERE ${anyOf(['project_id', 'id'], places)}`,
        places.flat(),
      )
      for (const endpoint of rows.map(toEndpoint)) {
        found.set(nameOf({ projectId: endpoint.projectId, endpointId: endpoint.id }), endpoint)
      }
    }
    return found
  }

  /** What is due for a disabled endpoint becomes dead, and what is due for none is dropped. */
  async #clear(due: readonly DueDelivery[], endpoints: ReadonlyMap<string, WebhookEndpoint>): Promise<void> {
    const ofNone = due.filter((each) => !endpoints.has(nameOf(each)))
    const ofDisabled = due.filter((each) => endpoints.get(nameOf(each))?.state === 'disabled')
    await this.#runFor(ofNone, 'DELETE FROM webhook_deliveries')
    await this.#runFor(
      ofDisabled,
      `UPDATE webhook_deliveries SET state = 'dead', next_attempt_at = NULL, claimed_by = NULL, last_error = 'endpoint_disabled'`,
    )
  }

  async #take(chosen: readonly DueDelivery[], endpoints: ReadonlyMap<string, WebhookEndpoint>): Promise<void> {
    const { until, claimer } = this.#claim
    const messages = await this.#findMessages(chosen)
    await this.#runFor(chosen, 'UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = ?, claimed_by = ?', [
      until,
      claimer,
    ])
    for (const each of chosen) {
      const [endpoint, message] = [endpoints.get(nameOf(each)), messages.get(each.ordinal)]
      if (endpoint === undefined || message === undefined) continue
      this.claimed.push({ projectId: endpoint.projectId, endpoint, message, attempt: each.attempts + 1 })
    }
  }

  async #findMessages(chosen: readonly DueDelivery[]): Promise<ReadonlyMap<number, WebhookMessage>> {
    const found = new Map<number, WebhookMessage>()
    for (const ordinals of paddedLists([...new Set(chosen.map(({ ordinal }) => ordinal))])) {
      const rows = await this.#session.all<readonly [...MessageRow, ordinal: number]>(
        `SELECT id, type, payload, created_at, ordinal FROM webhook_messages WHERE ordinal IN (${slotsFor(ordinals)})`,
        ordinals,
      )
      for (const [id, type, payload, createdAt, ordinal] of rows) found.set(ordinal, toMessage([id, type, payload, createdAt]))
    }
    return found
  }

  async #runFor(deliveries: readonly DueDelivery[], text: string, values: readonly SqlValue[] = []): Promise<void> {
    const places = deliveries.map(({ projectId, endpointId, ordinal }) => [projectId, endpointId, ordinal])
    for (const list of paddedLists(places)) {
      await this.#session.run(`${text} WHERE ${anyOf(THESE, list)}`, [...values, ...list.flat()])
    }
  }
}

const nameOf = ({ projectId, endpointId }: Pick<DueDelivery, 'projectId' | 'endpointId'>): string => `${projectId}\n${endpointId}`
