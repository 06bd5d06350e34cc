import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { Project } from '@latchkey/core/project/project'

/** One authenticated call of an operation; everything in it has been checked against the route's schemas. */
export interface OperationCall<Body = unknown, Params = Record<string, string>, Query = Record<string, unknown>> {
  readonly project: Project
  readonly caller: AuditCaller
  /** Correlates logs and audit entries; not the idempotency id of a body. */
  readonly requestId: string
  /** Canonical address of the caller; `undefined` when it cannot be known. */
  readonly clientIp: string | undefined
  readonly body: Body
  readonly params: Params
  readonly query: Query
  /** `If-Match` as sent. */
  readonly ifMatch: string | undefined
  /** The request headers that a route may name in its descriptor. */
  readonly headers: { readonly 'cache-control'?: string | undefined; readonly pragma?: string | undefined }
}

export interface OperationReply {
  readonly status: number
  /** Serialised through the route's response schema; absent for 204. */
  readonly body?: unknown
  /** Instead of a body: JSON that is text already, put together from answers that were serialised before. */
  readonly json?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type OperationHandler = (call: OperationCall) => Promise<OperationReply>
