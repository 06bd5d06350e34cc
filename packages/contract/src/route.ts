import type { TSchema } from 'typebox'
import type { ErrorId } from './errors.ts'

/** What a project API key may be allowed to do; `undefined` on a route: no credential is asked for. */
export type RoutePermission =
  | 'keys:verify'
  | 'keys:read'
  | 'keys:issue'
  | 'keys:import'
  | 'keys:update'
  | 'keys:rotate'
  | 'keys:revoke'
  | 'keys:delete'
  | 'tokens:derive'
  | 'usage:read'
  | 'audit:read'

/** What a caller of the control plane may be allowed to do (workspace key or signed-in person). */
export type ControlPermission =
  | 'workspace:read'
  | 'workspace:update'
  | 'workspace_keys:read'
  | 'workspace_keys:manage'
  | 'members:read'
  | 'members:invite'
  | 'members:remove'
  | 'projects:create'
  | 'project:read'
  | 'project:update'
  | 'project:enable'
  | 'project:suspend'
  | 'project:delete'
  | 'secrets:read'
  | 'secrets:rotate'
  | 'project_keys:read'
  | 'project_keys:manage'
  | 'audit:read'
  | 'webhooks:read'
  | 'webhooks:manage'

/** One operation as data: routing, validation, authorisation, serialisation and the document all come from it. */
export interface RouteDescriptor {
  /** As in the compatible API, so that generated clients keep their method names. */
  readonly operationId: string
  /** One line for people. */
  readonly summary: string
  /** Heading under which the document lists it. */
  readonly tag: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the project for `scope: 'project'`; OpenAPI style, with the custom verb after a colon (AIP-136). */
  readonly path: string
  /** Other spellings of the path, answered alike and left out of the document. */
  readonly aliases?: readonly string[]
  /**
   * `project`: below a project. `control`: workspaces and projects themselves, on any host that is not a project's.
   * `console`: sign-in and sessions, for browsers. `server`: one per process, mounted outside of all of these.
   */
  readonly scope: 'project' | 'control' | 'console' | 'server'
  /** How the call behaves: data is hot and reads, control changes state. */
  readonly plane: 'data' | 'control'
  /** Who may reach it. */
  readonly surface: 'admin' | 'public' | 'every'
  readonly permission: RoutePermission | undefined
  /**
   * `scope: 'control'`: what the caller must be allowed at the place that the path names (`{workspace}`, `{project}` or
   * `{project_id}`). A route that names no place leaves it to its operation which of the places it may see or change.
   */
  readonly controlPermission?: ControlPermission
  /** A signed-in person must have proved who they are within the last ten minutes. */
  readonly stepUp?: boolean
  /** `scope: 'console'`: only for people who are signed in. */
  readonly signedIn?: boolean
  /** How the body is read. */
  readonly body?: TSchema
  /** How the body is documented where that says more than how it is read. */
  readonly documentedBody?: TSchema
  /** A good body, for the document and the docs page. */
  readonly bodyExample?: Readonly<Record<string, unknown>> | readonly unknown[]
  /** An empty body counts as `{}`. */
  readonly bodyOptional?: boolean
  /** More is refused with `payload_too_large`, whether the operation reads a body or not. */
  readonly bodyMaxBytes: number
  readonly query?: TSchema
  readonly params?: TSchema
  /** Request headers that change what the operation does: name to description. */
  readonly requestHeaders?: Readonly<Record<string, string>>
  /** Headers of a good answer: name to description. */
  readonly responseHeaders?: Readonly<Record<string, string>>
  /** Good answers by status; `null`: no body. */
  readonly responses: Readonly<Record<number, TSchema | null>>
  /** Media types of a good answer that is written as it is read, instead of JSON. */
  readonly streams?: readonly string[]
  readonly errors: readonly ErrorId[]
  /** What errors answer where that is more than `ErrorEnvelope`. */
  readonly errorBody?: TSchema
}
