import type { ErrorId } from '../errors.ts'
import { BODY_MAX_BYTES } from '../messages/fields.ts'
import type { RouteDescriptor } from '../route.ts'

type Preset<Members extends keyof RouteDescriptor> = Pick<RouteDescriptor, Members>

/** An operation for whoever holds a project API key. */
export const adminRead: Preset<'method' | 'scope' | 'plane' | 'surface' | 'bodyMaxBytes'> = {
  method: 'GET',
  scope: 'project',
  plane: 'control',
  surface: 'admin',
  bodyMaxBytes: BODY_MAX_BYTES,
}
export const adminWrite: Preset<'method' | 'scope' | 'plane' | 'surface' | 'bodyMaxBytes'> = {
  method: 'POST',
  scope: 'project',
  plane: 'control',
  surface: 'admin',
  bodyMaxBytes: BODY_MAX_BYTES,
}
export const adminCheck: Preset<'method' | 'scope' | 'plane' | 'surface' | 'bodyMaxBytes'> = {
  method: 'POST',
  scope: 'project',
  plane: 'data',
  surface: 'admin',
  bodyMaxBytes: BODY_MAX_BYTES,
}

/** An operation on workspaces and projects. The path parameters `{workspace}`, `{project}`, `{project_id}` name the place. */
export const controlRoute: Preset<'scope' | 'plane' | 'surface' | 'permission' | 'bodyMaxBytes'> = {
  scope: 'control',
  plane: 'control',
  surface: 'admin',
  permission: undefined,
  bodyMaxBytes: BODY_MAX_BYTES,
}

/** An operation that only a browser asks for: sign-in, sessions, the first account. */
export const consoleRoute: Preset<'scope' | 'plane' | 'surface' | 'permission' | 'bodyMaxBytes'> = {
  scope: 'console',
  plane: 'control',
  surface: 'admin',
  permission: undefined,
  bodyMaxBytes: BODY_MAX_BYTES,
}

/** What can go wrong wherever storage is asked. */
export const serverErrors = [
  'internal_server_error',
  'service_unavailable',
  'gateway_timeout',
] as const satisfies readonly ErrorId[]

/** What can go wrong with every call that needs a project API key. */
export const adminErrors = [
  'unauthorized',
  'forbidden',
  'feature_not_available',
  'too_many_requests',
  ...serverErrors,
] as const satisfies readonly ErrorId[]

/** What can go wrong with every call of the control plane. */
export const controlErrors = [
  'unauthorized',
  'forbidden',
  'not_found',
  'not_acceptable',
  ...serverErrors,
] as const satisfies readonly ErrorId[]

/** What can go wrong with a body. */
export const bodyErrors = ['bad_request', 'payload_too_large', 'unsupported_media_type'] as const satisfies readonly ErrorId[]

export const etagHeader = { ETag: 'Version of the record; send it back as If-Match.' }
export const locationHeader = { Location: 'Where the new record is read.' }
export const ifMatchHeader = { 'If-Match': 'ETag of the record as it was read; when it has changed since then, nothing happens.' }
