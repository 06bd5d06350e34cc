import type { Walk } from './walk.ts'

interface KnownKey {
  readonly kind: 'issuedApiKeys' | 'importedApiKeys'
  readonly id: string
  /** Empty where it was never seen. */
  readonly secret: string
}

const NAMES = [
  'ci',
  'CI',
  'ci-deploy',
  'naïve',
  'ﬁn',
  'straße',
  '100%',
  'under_score',
  '日本',
  '🔑 key',
  "o'clock",
  'back\\slash',
] as const
const ACTORS = ['alice', 'Alice', 'bob', 'müller', 'a b', ''] as const
const SCOPES: readonly [readonly string[], ...(readonly string[])[]] = [[], ['read'], ['read', 'write:orders'], ['ünïcode']]
const COLLECTIONS = ['issuedApiKeys', 'importedApiKeys'] as const

const FILTERS = [
  'actor_id="alice"',
  'actor_id="ALICE"',
  'actor_id="müller" AND status=KEY_STATUS_ACTIVE',
  'status=KEY_STATUS_REVOKED',
  'status=KEY_STATUS_SUSPENDED',
  'status=KEY_STATUS_EXPIRED',
  'name:"ci*"',
  'name="CI"',
  'name:"under_*"',
  'name:"100%*"',
  'name:"back\\\\*"',
  'name="🔑 key"',
  'NOT expire_time:*',
  'NOT last_used_time:*',
  'last_used_time>="2031-05-06T00:00:00Z"',
  'create_time>"2031-05-06T09:00:00Z" AND create_time<="2031-05-07T00:00:00Z"',
  'expire_time<"2031-06-06T00:00:00Z"',
  'hash="x"',
  'name:"unfinished',
] as const

/** Some hundred operations on keys and what is known of them. */
export async function walkKeys(walk: Walk, operations: number): Promise<void> {
  const keys: KnownKey[] = []
  const acts = [
    issue,
    issue,
    bringIn,
    bringInMany,
    verify,
    verify,
    verify,
    verifyMany,
    rotate,
    change,
    change,
    end,
    hold,
    list,
    list,
  ]
  const more = [exhaust, derive, replayIssue, bulkRevoke, readOne, removeImported, selfRevoke]
  const all = [...acts, ...more] as const
  for (let done = 0; done < operations; done += 1) {
    walk.pass()
    const act = done < 12 ? issue : walk.one(all)
    if (act !== undefined) await act(walk, keys)
  }
  await listEverything(walk)
  await tellOfUse(walk, keys)
}

type Act = (walk: Walk, keys: KnownKey[]) => Promise<void>

const attributes = (walk: Walk) => ({
  name: walk.random.pick(NAMES),
  actor_id: walk.random.pick(ACTORS),
  scopes: walk.random.pick(SCOPES),
  ...(walk.chance(40) ? { metadata: { plan: 'ø', nested: { list: [1, 2.5, null, '\u0000escaped'.slice(1)] } } } : {}),
  ...(walk.chance(30) ? { ttl: walk.random.pick(['1h', '30m', '720h']) } : {}),
  ...(walk.chance(20) ? { rate_limit_policy: { quota: walk.random.pick([1, 3]), window: '24h', unit: 'requests' } } : {}),
  ...(walk.chance(20) ? { ip_restriction: { allowed_cidrs: [walk.random.pick(['127.0.0.0/8', '10.0.0.0/8'])] } } : {}),
})

const issue: Act = async (walk, keys) => {
  const body = await walk.call('POST', 'admin/issuedApiKeys', attributes(walk))
  if (body.issued_api_key !== undefined) keys.push({ kind: 'issuedApiKeys', id: body.issued_api_key.key_id, secret: body.secret })
}

/** More often than it may. */
const exhaust: Act = async (walk, keys) => {
  const limited = { ...attributes(walk), ip_restriction: null, rate_limit_policy: { quota: 2, window: '24h' } }
  const body = await walk.call('POST', 'admin/issuedApiKeys', { ...limited, scopes: [] })
  keys.push({ kind: 'issuedApiKeys', id: body.issued_api_key.key_id, secret: body.secret })
  for (let calls = 0; calls < 3; calls += 1) await walk.call('POST', 'admin/apiKeys:verify', { credential: body.secret })
}

const replayIssue: Act = async (walk) => {
  const wanted = {
    name: 'replayed',
    actor_id: walk.random.pick(['alice', 'alice', 'bob']),
    request_id: `request-${walk.random.below(4)}`,
  }
  await walk.call('POST', 'admin/issuedApiKeys', wanted)
  await walk.call('POST', 'admin/issuedApiKeys', wanted)
}

const bringIn: Act = async (walk, keys) => {
  const secret = `legacy_${walk.random.below(20)}`
  const body = await walk.call('POST', 'admin/importedApiKeys', { ...attributes(walk), actor_id: 'alice', raw_key: secret })
  if (body.key_id !== undefined) keys.push({ kind: 'importedApiKeys', id: body.key_id, secret })
}

const bringInMany: Act = async (walk, keys) => {
  const from = walk.random.below(60)
  const requests = Array.from({ length: 4 }, (_, index) => ({
    name: `batch ${index}`,
    actor_id: index === 3 ? '' : 'bob',
    raw_key: `batch_${from + index}`,
  }))
  const body = await walk.call('POST', 'admin/importedApiKeys:batchCreate', { requests })
  for (const { imported_api_key: made, index } of body.results ?? [])
    if (made !== undefined) keys.push({ kind: 'importedApiKeys', id: made.key_id, secret: requests[index]?.raw_key ?? '' })
}

const credentialFrom = (walk: Walk, keys: readonly KnownKey[]): string => {
  const { secret = '' } = walk.one(keys) ?? {}
  return walk.random.pick([secret, secret, secret, secret, `${secret}x`, 'unknown_key', 'sk_v1_forged_aaaa'])
}

const verify: Act = async (walk, keys) => {
  const credential = credentialFrom(walk, keys)
  const more = walk.random.pick([{}, {}, {}, { required_scopes: ['read'] }, { ip_address: '10.1.2.3' }])
  await walk.call('POST', 'admin/apiKeys:verify', { credential, ...more })
}

const verifyMany: Act = async (walk, keys) => {
  const requests = Array.from({ length: 5 }, () => ({ credential: credentialFrom(walk, keys) }))
  await walk.call('POST', 'admin/apiKeys:batchVerify', { requests })
}

const issuedOf = (walk: Walk, keys: readonly KnownKey[]) => walk.one(keys.filter(({ kind }) => kind === 'issuedApiKeys'))

const rotate: Act = async (walk, keys) => {
  const key = issuedOf(walk, keys)
  if (key === undefined) return
  const wanted = { ...(walk.chance(50) ? { grace_period: '30m' } : {}), ...(walk.chance(30) ? { name: 'rotated' } : {}) }
  const body = await walk.call('POST', `admin/issuedApiKeys/${key.id}:rotate`, wanted)
  if (body.secret !== undefined) keys.push({ kind: key.kind, id: body.issued_api_key.key_id, secret: body.secret })
}

const change: Act = async (walk, keys) => {
  const key = walk.one(keys)
  if (key === undefined) return
  const path = `/v2alpha1/admin/${key.kind}/${key.id}`
  const { authorization } = walk.projectHeaders
  const { headers } = await walk.as(undefined, 'GET', path, { headers: { authorization } })
  const etag = walk.chance(70) ? headers['etag'] : '"stale"'
  const wanted = walk.random.pick<object>([
    { name: 'renamed' },
    { scopes: ['other'] },
    { metadata: {} },
    { rate_limit_policy: null },
    {},
  ])
  const query = walk.chance(20) ? '?update_mask=name,metadata' : ''
  const condition = etag === undefined ? {} : { 'if-match': etag }
  await walk.as(undefined, 'PATCH', `${path}${query}`, { headers: { authorization, ...condition }, body: wanted })
}

const end: Act = async (walk, keys) => {
  const key = walk.one(keys)
  if (key === undefined) return
  const body = walk.random.pick<object>([
    {},
    { reason: 'REVOCATION_REASON_KEY_COMPROMISE' },
    { reason: 'REVOCATION_REASON_PRIVILEGE_WITHDRAWN', description: 'léft' },
    { reason: 'REVOCATION_REASON_SUPERSEDED', description: 'not allowed with this' },
  ])
  await walk.call('POST', `admin/${walk.random.pick([key.kind, 'apiKeys'])}/${key.id}:revoke`, body)
}

const hold: Act = async (walk, keys) => {
  const key = walk.one(keys)
  if (key === undefined) return
  await walk.call('POST', `admin/${key.kind}/${key.id}:${walk.random.pick(['suspend', 'resume'])}`, {})
  await walk.call('POST', 'admin/apiKeys:verify', { credential: key.secret })
}

/** All pages of one filter. */
const list: Act = async (walk) => {
  const collection = walk.random.pick(COLLECTIONS)
  const query = new URLSearchParams({ page_size: '3', ...(walk.chance(80) ? { filter: walk.random.pick(FILTERS) } : {}) })
  for (let page = 0; page < 3; page += 1) {
    const body = await walk.call('GET', `admin/${collection}?${query}`)
    if (body.next_page_token === undefined || body.next_page_token === '') return
    query.set('page_token', body.next_page_token)
  }
}

const derive: Act = async (walk, keys) => {
  const algorithm = walk.random.pick(['TOKEN_ALGORITHM_JWT', 'TOKEN_ALGORITHM_MACAROON'])
  const wanted = { credential: credentialFrom(walk, keys), algorithm, ttl: '10m', custom_claims: { team: 'ø' } }
  const body = await walk.call('POST', 'admin/apiKeys:derive', wanted)
  if (body.token === undefined) return
  await walk.call('POST', 'admin/apiKeys:verify', { credential: body.token.token })
  await walk.call('GET', 'derivedKeys/jwks.json')
}

const bulkRevoke: Act = async (walk) => {
  const filter = walk.random.pick(['name="renamed"', 'actor_id="a b"', 'actor_id="nobody"', 'name:"batch 1*"', ''])
  await walk.call('POST', 'admin/apiKeys:bulkRevoke', { filter, validate_only: walk.chance(60) })
}

const readOne: Act = async (walk, keys) => {
  const { kind = 'issuedApiKeys', id = 'nobody' } = walk.one(keys) ?? {}
  await walk.call('GET', `admin/${walk.random.pick([kind, ...COLLECTIONS])}/${id}`)
}

const removeImported: Act = async (walk, keys) => {
  const { id = 'nobody' } = walk.one(keys.filter(({ kind }) => kind === 'importedApiKeys')) ?? {}
  await walk.call('DELETE', `admin/importedApiKeys/${id}`)
  await walk.call('GET', `admin/importedApiKeys/${id}`)
}

const selfRevoke: Act = async (walk, keys) => {
  const credential = credentialFrom(walk, keys)
  await walk.as(undefined, 'POST', '/v2alpha1/apiKeys:selfRevoke', { body: { credential } })
}

async function listEverything(walk: Walk): Promise<void> {
  for (const collection of COLLECTIONS)
    for (const filter of FILTERS)
      await walk.call('GET', `admin/${collection}?${new URLSearchParams({ filter, page_size: '100' })}`)
  await walk.call('GET', 'admin/issuedApiKeys?page_token=forged')
}

/** What is counted beside requests: asked once all of it is there. */
async function tellOfUse(walk: Walk, keys: readonly KnownKey[]): Promise<void> {
  const fresh = await walk.call('POST', 'admin/issuedApiKeys', { name: 'used' })
  for (let calls = 0; calls < 3; calls += 1) await walk.call('POST', 'admin/apiKeys:verify', { credential: fresh.secret })
  const { key_id: id } = fresh.issued_api_key
  const later = (path: string, isThere: (body: string) => boolean) =>
    walk.recorder.askLater(
      { method: 'GET', path: `/v2alpha1/admin/${path}`, headers: walk.projectHeaders, body: undefined },
      isThere,
    )
  walk.recorder.letUsesThrough()
  await later(`usage?${new URLSearchParams({ key_id: id, granularity: 'DAY' })}`, (body) => body.includes('"valid":"3"'))
  await later(`issuedApiKeys/${id}`, (body) => !body.includes('"last_used_time":null'))
  await later(`usage/sources?${new URLSearchParams({ key_id: id })}`, (body) => body.includes('127.0.0.1'))
  for (const group of ['KEY', 'ACTOR', 'OUTCOME'])
    for (const granularity of ['MINUTE', 'HOUR', 'DAY'])
      await later(`usage?${new URLSearchParams({ granularity, group_by: group, top: '3' })}`, () => true)
  await later('verificationFailures?page_size=20', () => true)
  for (const collection of COLLECTIONS) await later(`${collection}?page_size=1000`, () => true)
  await later(`usage?${new URLSearchParams({ key_id: keys[0]?.id ?? '', granularity: 'HOUR' })}`, () => true)
}
