// Writes src/generated/ from the contract's OpenAPI document: the message types and the table of operations.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

const DOCUMENT = new URL('../contract/openapi.json', import.meta.url)
const FOLDER = new URL('./src/generated/', import.meta.url)
const BANNER = '// Generated from packages/contract/openapi.json by packages/sdk/generate.ts; do not edit.\n'
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const

/** POSTs that change nothing, or that end in the same state and the same answer however often they are sent. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'adminVerifyApiKey',
  'adminBatchVerifyApiKeys',
  'adminDeriveToken',
  'revokeApiKey',
  'adminSuspendIssuedApiKey',
  'adminResumeIssuedApiKey',
  'adminSuspendImportedApiKey',
  'adminResumeImportedApiKey',
  'enableProjectApiKeys',
])

type Repeatable = 'always' | 'with_request_id' | 'never'

interface Parameter {
  readonly in: string
  readonly name: string
}

interface DescribedOperation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** The two generated files, by name. */
export async function generateFiles(documentText: string): Promise<Readonly<Record<string, string>>> {
  // A member with a default is one that a caller may leave out.
  const ast = await openapiTS(JSON.parse(documentText) as OpenAPI3, { defaultNonNullable: false })
  return {
    'types.ts': `${BANNER}\n${astToString(ast)}`,
    'operations.ts': `${BANNER}\n${operationTable(JSON.parse(documentText) as Document)}`,
  }
}

function operationTable(document: Document): string {
  const rows = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : [operationRow(document, path, method, operation)]
    }),
  )
  return [
    '/** How each operation is called, and whether a call whose answer was lost may be sent again. */',
    'export const operations = {',
    ...rows.toSorted(),
    '} as const',
    '',
    'export type OperationId = keyof typeof operations',
    '',
  ].join('\n')
}

function operationRow(document: Document, path: string, method: string, operation: DescribedOperation): string {
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => `'${name}'`)
  const repeatable = repeatability(document, method, operation)
  return (
    `  ${operation.operationId}: { method: '${method.toUpperCase()}', path: '${path}', ` +
    `query: [${query.join(', ')}], repeatable: '${repeatable}' },`
  )
}

function repeatability(document: Document, method: string, operation: DescribedOperation): Repeatable {
  if (method === 'get' || REPEATABLE.has(operation.operationId)) return 'always'
  const body = resolve(document, operation.requestBody?.content['application/json']?.schema)
  const item = resolve(document, body?.properties?.['requests']?.items)
  return [body, item].some((schema) => schema?.properties?.['request_id'] !== undefined) ? 'with_request_id' : 'never'
}

function resolve(document: Document, schema: Schema | undefined): Schema | undefined {
  const name = schema?.$ref?.split('/').at(-1)
  return name === undefined ? schema : document.components.schemas[name]
}

if (import.meta.main) {
  const files = await generateFiles(await readFile(DOCUMENT, 'utf8'))
  for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, FOLDER), text)
}
