import { errorCatalogue } from '../errors.ts'
import { ErrorEnvelope } from '../messages/system.ts'
import type { RouteDescriptor } from '../route.ts'
import { nodeOf } from '../schema-node.ts'
import type { ComponentSchemas, DocumentNode } from './json-schema.ts'

/** One operation of the document. */
export function operationOf(route: RouteDescriptor, schemas: ComponentSchemas): DocumentNode {
  const parameters = parametersOf(route, schemas)
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    ...authorisation(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: requestBodyOf(route, schemas) }),
    responses: { ...goodResponses(route, schemas), ...errorResponses(route, schemas) },
  }
}

function authorisation({ scope, permission, controlPermission }: RouteDescriptor): DocumentNode {
  if (scope !== 'control' && permission === undefined) return { security: [] }
  const needed = permission ?? controlPermission
  const description = needed === undefined ? {} : { description: `Needs the permission \`${needed}\`.` }
  return { ...description, security: [{ oryAccessToken: [] }] }
}

function parametersOf(route: RouteDescriptor, schemas: ComponentSchemas): DocumentNode[] {
  const inPath = members(route.params).map(([name, schema]) => parameter(name, 'path', schemas.use(schema)))
  const inQuery = members(route.query).map(([name, schema]) => parameter(name, 'query', schemas.use(schema)))
  const inHeader = Object.entries(route.requestHeaders ?? {}).map(([name, description]) =>
    parameter(name, 'header', { type: 'string', description }),
  )
  return [...inPath, ...inQuery, ...inHeader]
}

const members = (schema: RouteDescriptor['params']) =>
  Object.entries(schema === undefined ? {} : (nodeOf(schema).properties ?? {}))

function parameter(name: string, place: 'path' | 'query' | 'header', { description, ...schema }: DocumentNode): DocumentNode {
  return { name, in: place, ...(place === 'path' ? { required: true } : {}), description, schema }
}

function requestBodyOf(route: RouteDescriptor, schemas: ComponentSchemas): DocumentNode {
  const body = route.documentedBody ?? route.body
  if (body === undefined) return {}
  return {
    required: route.bodyOptional !== true,
    content: {
      'application/json': {
        schema: schemas.use(body),
        ...(route.bodyExample === undefined ? {} : { example: route.bodyExample }),
      },
    },
  }
}

function goodResponses(route: RouteDescriptor, schemas: ComponentSchemas): DocumentNode {
  const streamed = route.streams === undefined ? {} : { content: streamContent(route.streams) }
  const headers = Object.fromEntries(
    Object.entries(route.responseHeaders ?? {}).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  )
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, schema]) => [
      status,
      {
        description: (schema === null ? undefined : nodeOf(schema).description) ?? bodilessDescription(route),
        ...(Object.keys(headers).length === 0 ? {} : { headers }),
        ...(schema === null ? streamed : { content: { 'application/json': { schema: schemas.use(schema) } } }),
      },
    ]),
  )
}

const bodilessDescription = ({ streams }: RouteDescriptor): string =>
  streams === undefined ? 'Done; there is no body.' : 'Written as it is read; of any length.'

const streamContent = (streams: readonly string[]): DocumentNode =>
  Object.fromEntries(streams.map((media) => [media, { schema: { type: 'string' } }]))

/** One response per status, naming the errors that share it. */
function errorResponses({ errors, errorBody = ErrorEnvelope }: RouteDescriptor, schemas: ComponentSchemas): DocumentNode {
  const byStatus = Map.groupBy(new Set(errors), (id) => errorCatalogue[id].http)
  return Object.fromEntries(
    [...byStatus].map(([http, ids]) => [
      http,
      {
        description: ids.map((id) => `\`${id}\`: ${errorCatalogue[id].message}.`).join(' '),
        content: { 'application/json': { schema: schemas.use(errorBody) } },
      },
    ]),
  )
}
