import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { hostile, type Known, pools } from './known-things.ts'

type Json = Readonly<Record<string, unknown>>

/** The part of JSON Schema that the published document is written in. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

interface DocumentedOperation extends Json {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}

export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly query: readonly { readonly name: string; readonly schema: Schema }[]
  readonly body: Schema | undefined
  /** By status; `undefined` is an answer without a body. */
  readonly responses: ReadonlyMap<number, Schema | undefined>
  /** Media types of answers that are text of any length. */
  readonly streams: readonly string[]
}

interface Document {
  readonly paths: Readonly<Record<string, Json>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Every operation of the published document, with its references followed. */
export function documentedOperations(): readonly Operation[] {
  const file = new URL('../../../packages/contract/openapi.json', import.meta.url)
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document
  const inline = inliner(document.components.schemas)
  const schemaOf = ({ content }: Content): Schema | undefined => {
    const schema = content?.['application/json']?.schema
    return schema && inline(schema)
  }
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = item[method] as DocumentedOperation
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        query: (operation.parameters ?? []).filter((parameter) => parameter.in === 'query'),
        body: operation.requestBody && schemaOf(operation.requestBody),
        streams: Object.values(operation.responses).flatMap(({ content }) =>
          Object.keys(content ?? {}).filter((type) => type !== 'application/json'),
        ),
        responses: new Map(Object.entries(operation.responses).map(([status, response]) => [Number(status), schemaOf(response)])),
      }
    }),
  )
}

function inliner(components: Readonly<Record<string, Schema>>): (schema: Schema) => Schema {
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline)
    if (typeof value !== 'object' || value === null) return value
    const { $ref, ...rest } = value as Schema
    const named = $ref === undefined ? {} : (inline(components[$ref.slice($ref.lastIndexOf('/') + 1)]) as object)
    return { ...named, ...Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, inline(member)])) }
  }
  return (schema) => inline(schema) as Schema
}

/** Values that belong to the server; none may ever be stored. */
export const MARKER = '0wned-by-the-caller'
export const MARKER_TIME = '1999-09-09T09:09:09.000Z'
const serverOwned = {
  status: 'KEY_STATUS_REVOKED',
  project_id: MARKER,
  projectId: MARKER,
  key_id: MARKER,
  keyId: MARKER,
  create_time: MARKER_TIME,
  createTime: MARKER_TIME,
  update_time: MARKER_TIME,
  last_used_time: MARKER_TIME,
  revoked_at: MARKER_TIME,
  supersedes: MARKER,
  superseded_by: MARKER,
  hmac_secret_id: MARKER,
  secret: MARKER,
  version: 999,
  revocation_reason: 'REVOCATION_REASON_KEY_COMPROMISE',
}

/** A value of the schema, or nearly: sometimes something else altogether. */
function oneOf(schema: Schema, known: Known, name = ''): fc.Arbitrary<unknown> {
  if (name === 'raw_key') return fc.oneof(fc.uuid(), fc.constantFrom<unknown>('sk_1', '', 'x', ...known.credentials))
  const pool = pools(known)[name]
  const good = pool !== undefined && schema.type !== 'array' ? fc.constantFrom(...pool) : ofType(schema, known, name)
  return fc.oneof({ weight: 24, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...hostile) })
}

function ofType(schema: Schema, known: Known, name: string): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => ofType(one, known, name)))
  switch ([schema.type].flat()[0]) {
    case 'integer':
      return fc.integer({ min: -2, max: 200 })
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(oneOf(schema.items ?? {}, known, name), { maxLength: 4 })
    case 'object':
      return schema.additionalProperties === true
        ? fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4, noNullPrototype: true })
        : objectOf(schema, known)
    default:
      return fc.string({ maxLength: 20, unit: 'grapheme' })
  }
}

/** Optional in the document, because there is another way, but hardly anything goes without them. */
const neededInFact = ['credential', 'raw_key']

/** Required members nearly always, the others often; names in either spelling; what the server owns beside them. */
function objectOf({ properties = {}, required: written = [] }: Schema, known: Known): fc.Arbitrary<Json> {
  const required = [...written, ...neededInFact.filter((name) => name in properties)]
  const each = Object.entries(properties).map(([name, schema]) =>
    oneOf(schema, known, name).map((value): Json => ({ [name]: value })),
  )
  const many = fc
    .subarray(each)
    .chain((some) => fc.tuple(...some))
    .map((some): Json => Object.assign({}, ...some))
  // With every member there, one of them is nearly always wrong: half of the bodies have none or one beside what is needed.
  const members = fc.oneof(fc.constant<Json>({}), each.length === 0 ? fc.constant<Json>({}) : fc.oneof(...each), many, many)
  const needed = fc.record(Object.fromEntries(required.map((name) => [name, oneOf(properties[name] ?? {}, known, name)])), {
    noNullPrototype: true,
  })
  const owned = fc.record(Object.fromEntries(Object.entries(serverOwned).map(([name, value]) => [name, fc.constant(value)])), {
    requiredKeys: [],
    noNullPrototype: true,
  })
  return fc
    .tuple(
      members,
      fc.oneof({ weight: 9, arbitrary: needed }, { weight: 1, arbitrary: fc.constant({}) }),
      fc.option(owned, { nil: {} }),
      fc.boolean(),
    )
    .map(([some, must, ours, isCamel]) => {
      const json = { ...ours, ...some, ...must }
      return isCamel ? Object.fromEntries(Object.entries(json).map(([name, value]) => [camelCase(name), value])) : json
    })
}

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** One request as it goes out. */
export interface DrawnRequest {
  readonly operation: Operation
  readonly path: string
  readonly text: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

const headersOf = fc.record(
  {
    'cache-control': fc.constantFrom('no-cache', 'no-store', 'max-age=0, no-cache', '"'),
    'if-match': fc.constantFrom('"1"', '"2"', '*', 'W/"1"', 'x', '""', '"1", "2"'),
    'x-request-id': fc.constantFrom('mine', 'x'.repeat(129), 'a b'),
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/json; charset=utf-16',
    ),
    authorization: fc.constantFrom('', 'Bearer x', 'Basic eDp5', 'Bearer ory_pat_x'),
    'content-encoding': fc.constantFrom('gzip'),
    accept: fc.constantFrom('text/html', '*/*'),
  },
  { requiredKeys: [], noNullPrototype: true },
)

/** Requests for an operation: most of them nearly right. */
export function requestsFor(operation: Operation, known: Known): fc.Arbitrary<DrawnRequest> {
  const ids = fc.tuple(...(operation.path.match(/\{[a-z_]+\}/g) ?? []).map((name) => idOf(operation, name.slice(1, -1), known)))
  const query = fc.record(Object.fromEntries(operation.query.map(({ name, schema }) => [name, oneOf(schema, known, name)])), {
    requiredKeys: [],
    noNullPrototype: true,
  })
  const body = operation.body === undefined ? fc.constantFrom(undefined, '', '{}', 'x') : textOf(operation.body, known)
  const headers = fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headersOf })
  return fc.tuple(ids, query, body, headers).map(([[...names], parameters, text, extra]) => {
    const search = new URLSearchParams(
      Object.entries(parameters).map(([name, value]) => [name, String(value)] as [string, string]),
    ).toString()
    const path = operation.path.replace(/\{[a-z_]+\}/g, () => names.shift() ?? '') + (search === '' ? '' : `?${search}`)
    return { operation, path, text: operation.method === 'GET' ? undefined : text, headers: extra }
  })
}

/** Mostly one that exists; what an operation takes away for good is not what the others need. */
function idOf({ id }: Operation, name: string, { ids, keyIds }: Known): fc.Arbitrary<string> {
  const known = name === 'key_id' ? keyIds : (ids[`${id} ${name}`] ?? ids[name] ?? [])
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.constantFrom('nobody', '%00', '%2e%2e', '%ff', 'a%2Fb', "'", 'x'.repeat(300), '*') },
  )
}

/** JSON of the schema; now and then broken, empty or of another kind. */
function textOf(schema: Schema, known: Known): fc.Arbitrary<string | undefined> {
  const whole = schema.type === 'array' ? ofType(schema, known, '') : objectOf(schema, known)
  const good = whole.map((json) => JSON.stringify(json))
  const broken = fc
    .tuple(good, fc.nat(), fc.constantFrom('', '{', '"', ',', '\\', '\u0000', '1e999'))
    .map(([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece)
  const other = fc.constantFrom<string | undefined>(
    undefined,
    '',
    'null',
    '[]',
    '7',
    '"x"',
    '{"__proto__":{}}',
    '{"a":1,"a":2}',
    `${'['.repeat(40)}${']'.repeat(40)}`,
    'x'.repeat(300_000),
  )
  return fc.oneof({ weight: 14, arbitrary: good }, { weight: 1, arbitrary: broken }, { weight: 1, arbitrary: other })
}
