import type { ControlCaller } from '@latchkey/core/access/control-caller'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { SignedIn } from '@latchkey/core/ports/account-store'
import type { StoredProject, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import type { Project } from '@latchkey/core/project/project'
import type { ReplyStream } from './mapping/reply-stream.ts'

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
  /** Instead of a body: text of any length, written as fast as the caller takes it. */
  readonly stream?: ReplyStream
  readonly headers?: Readonly<Record<string, string>>
}

export type OperationHandler = (call: OperationCall) => Promise<OperationReply>

/** The place that the path of a control-plane call names, which the caller may see and has the route's permission for. */
export interface ControlTarget {
  readonly workspace: WorkspaceRecord | undefined
  readonly stored: StoredProject | undefined
}

/** One authenticated and authorised call of an operation on workspaces and projects. */
export interface ControlCall<Body = unknown> extends Omit<OperationCall<Body>, 'project' | 'caller'> {
  readonly caller: ControlCaller
  readonly target: ControlTarget
  /** Scheme and authority under which the caller reaches us: `https://keys.example.com`. */
  readonly origin: string
}

export type ControlHandler = (call: ControlCall) => Promise<OperationReply>

/** One call of a browser: it has passed the same-origin rules, and is signed in where the route asks for that. */
export interface ConsoleCall<Body = unknown> extends Omit<OperationCall<Body>, 'project' | 'caller' | 'headers'> {
  readonly signedIn: SignedIn | undefined
  readonly userAgent: string
  /** Whether the browser speaks TLS to us or to a proxy that we trust. */
  readonly isSecure: boolean
  /** Scheme and authority as the browser sees them: `https://keys.example.com`. */
  readonly origin: string
  /** The whole `Cookie` header. */
  readonly cookie: string | undefined
  /** How the call came here, by header name in lower case: what a proxy may have added or changed on the way. */
  readonly forwarding: readonly (readonly [name: string, value: string])[]
}

/** A header may be given several times (`Set-Cookie`). */
export interface ConsoleReply extends Omit<OperationReply, 'headers'> {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

export type ConsoleHandler = (call: ConsoleCall) => Promise<ConsoleReply>
