import { BODY_MAX_BYTES } from '../messages/fields.ts'
import { HealthNotReadyStatus, HealthStatus, OpenApiDocument, Version } from '../messages/system.ts'
import type { RouteDescriptor } from '../route.ts'

const read = {
  method: 'GET',
  scope: 'server',
  plane: 'data',
  surface: 'every',
  permission: undefined,
  bodyMaxBytes: BODY_MAX_BYTES,
  tag: 'Server',
} as const

export const serverRoutes = [
  {
    ...read,
    operationId: 'isAlive',
    summary: 'Does the process answer?',
    path: '/health/alive',
    responses: { 200: HealthStatus },
    errors: [],
  },
  {
    ...read,
    operationId: 'isReady',
    summary: 'Can the process do its work?',
    path: '/health/ready',
    responses: { 200: HealthStatus, 503: HealthNotReadyStatus },
    errors: [],
  },
  {
    ...read,
    operationId: 'getVersion',
    summary: 'Which version is this?',
    path: '/version',
    responses: { 200: Version },
    errors: [],
  },
  {
    ...read,
    operationId: 'getOpenApi',
    summary: 'This document',
    path: '/openapi.json',
    responses: { 200: OpenApiDocument },
    errors: [],
  },
] as const satisfies readonly RouteDescriptor[]
