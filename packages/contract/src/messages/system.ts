import { Type } from 'typebox'
import { freeObject } from './fields.ts'

export const ErrorInfo = Type.Object(
  {
    '@type': Type.Literal('type.googleapis.com/google.rpc.ErrorInfo'),
    reason: Type.String({ description: 'The stable name of the error: its id in upper case.' }),
    domain: Type.Literal('latchkey'),
    metadata: Type.Unsafe<Record<string, string>>({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Particulars, such as `field` or `limit`; all text.',
    }),
  },
  { title: 'ErrorInfo', description: 'google.rpc.ErrorInfo (AIP-193).' },
)
export type ErrorInfo = Type.Static<typeof ErrorInfo>

export const ErrorBody = Type.Object(
  {
    code: Type.Integer({ format: 'int32', description: 'HTTP status.' }),
    status: Type.String({ description: 'google.rpc.Code by name.' }),
    message: Type.String({ description: 'For people.' }),
    request: Type.String({ description: 'X-Request-ID of the call.' }),
    id: Type.String({ description: 'The stable name of the error.' }),
    reason: Type.String({ description: 'What exactly was wrong; the message where there is nothing to add.' }),
    details: Type.Array(ErrorInfo, { description: 'Exactly one google.rpc.ErrorInfo.' }),
  },
  { title: 'GenericError', description: 'An error of AIP-193. Contains no secret.' },
)
export type ErrorBody = Type.Static<typeof ErrorBody>

export const ErrorEnvelope = Type.Object(
  { error: ErrorBody },
  { title: 'ErrorGeneric', description: 'What every refused or failed call answers.' },
)
export type ErrorEnvelope = Type.Static<typeof ErrorEnvelope>

export const HealthStatus = Type.Object(
  {
    status: Type.String({ description: '`ok`, or `degraded`.' }),
    degraded: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'What makes it slower or less exact for now, by name of the part.',
      }),
    ),
  },
  { title: 'HealthStatus', description: 'The server does its work.' },
)
export type HealthStatus = Type.Static<typeof HealthStatus>

export const HealthNotReadyStatus = Type.Object(
  {
    errors: Type.Unsafe<Record<string, string>>({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'What is missing, by name of the part.',
    }),
  },
  { title: 'HealthNotReadyStatus', description: 'The server cannot answer for now.' },
)
export type HealthNotReadyStatus = Type.Static<typeof HealthNotReadyStatus>

export const Version = Type.Object(
  { version: Type.String({ description: 'Version of the server, as in semver.' }) },
  { title: 'Version', description: 'Which server this is.' },
)
export type Version = Type.Static<typeof Version>

export const OpenApiDocument = freeObject({ title: 'OpenApiDocument', description: 'This document (OpenAPI 3.1).' })
export type OpenApiDocument = Type.Static<typeof OpenApiDocument>
