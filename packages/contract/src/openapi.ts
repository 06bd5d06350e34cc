import { ComponentSchemas, type DocumentNode } from './openapi/json-schema.ts'
import { operationOf } from './openapi/operation.ts'
import type { RouteDescriptor } from './route.ts'

export interface OpenApiOptions {
  /** Version of the server, as in semver. */
  readonly version: string
  /** Where the server answers, without a slash at the end; by default the place that the document was read from. */
  readonly serverUrl?: string
}

/** The description of the API (OpenAPI 3.1), made of nothing but the routes: the same routes give the same document. */
export function buildOpenApi(routes: readonly RouteDescriptor[], { version, serverUrl = '' }: OpenApiOptions): DocumentNode {
  const schemas = new ComponentSchemas()
  const paths = pathsOf(routes, schemas, serverUrl)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Latchkey API',
      version,
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: serversAt(serverUrl),
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas: schemas.all(), securitySchemes },
  }
}

function pathsOf(routes: readonly RouteDescriptor[], schemas: ComponentSchemas, serverUrl: string): DocumentNode {
  const paths = new Map<string, DocumentNode>()
  for (const route of routes) {
    const path = paths.get(route.path) ?? (route.scope === 'project' ? {} : { servers: [{ url: `${serverUrl}/` }] })
    paths.set(route.path, { ...path, [route.method.toLowerCase()]: operationOf(route, schemas) })
  }
  return Object.fromEntries(paths)
}

/** The document as the file that is kept beside the sources. */
export const openApiText = (document: DocumentNode): string => `${JSON.stringify(document, null, 2)}\n`

const INTRODUCTION =
  'API keys: issue, import, verify, derive, rotate and revoke. Bodies are JSON in snake_case; camelCase is accepted, unknown members are ' +
  'ignored, null counts as left out. Durations are texts such as `90d`, times are RFC 3339 in UTC, int64 travels as text. Every answer ' +
  'carries X-Request-ID. Every error is an ErrorGeneric, whose `id` is stable.'

const serversAt = (serverUrl: string): DocumentNode[] => [
  { url: `${serverUrl}/`, description: 'The project of the presented API key; for public operations the default project.' },
  {
    url: `${serverUrl}/projects/{project}`,
    description: 'A project by its id or slug.',
    variables: { project: { default: 'default', description: 'Id or slug of the project.' } },
  },
]

const securitySchemes = {
  oryAccessToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A project API key (`ory_pat_…`) with the permission that the operation names; for workspaces and projects a workspace API key (`ory_wak_…`).',
  },
}
