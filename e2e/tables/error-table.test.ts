import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type ErrorId, errorCatalogue } from '@latchkey/contract/errors'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { asOperator, type ControlServer, startControlServer, workspaceKeyCaller } from '../support/control-plane.ts'
import { movableClock } from '../support/movable-clock.ts'
import { claimServer, type Person } from '../support/people.ts'
import type { Answer } from '../support/test-server.ts'

const ADMIN = '/v2alpha1/admin'
const KEY_QUOTA = 200

const PROJECT_QUOTA = 2
const MINUTE_MS = 60_000

const clock = movableClock()
let server: ControlServer
let owner: Person
let verifyOnlyKey: string
let mood: 'well' | 'away' | 'stuck' = 'well'

before(async () => {
  server = await startControlServer({
    config: { plans: [{ name: 'small', api_keys_max: KEY_QUOTA, projects_max: PROJECT_QUOTA }] },
    overrides: {
      clock,
      deadlineMs: 2_000,
      keyStore: (store) => ({
        ...store,
        insert: (projectId, insertion) => {
          if (insertion.key.name === 'surprise') throw new Error('nobody expected this')
          return store.insert(projectId, insertion)
        },
        list: (projectId, query) => {
          if (mood === 'away') throw new DomainError('service_unavailable', { reason: 'the store is away' })
          return mood === 'stuck' ? new Promise<never>(() => {}) : store.list(projectId, query)
        },
      }),
    },
  })
  owner = await claimServer(server)
  await asOperator(server, async (administration) => {
    const created = await administration.createProjectApiKey({
      project: server.slug,
      name: 'gateway',
      permissions: ['keys:verify'],
      expiresAt: undefined,
    })
    verifyOnlyKey = created.credential.reveal()
    await administration.createProject({ name: 'Not enabled', environment: 'dev', slug: 'not-enabled', apiKeysEnabled: false })
    await administration.setWorkspacePlan(server.workspaceId, 'small')
  })
})
after(() => server.stop())

const post = (path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> =>
  server.call('POST', `${ADMIN}${path}`, body, headers)
const issue = async (attributes: Record<string, unknown> = {}) => {
  const { body } = await post('/issuedApiKeys', { name: 'table', ...attributes })
  return { keyId: body.issued_api_key.key_id as string, secret: body.secret as string }
}
const derive = async (credential: string): Promise<string> => (await post('/apiKeys:derive', { credential })).body.token.token
const selfRevoke = (credential: string) => server.call('POST', '/v2alpha1/apiKeys:selfRevoke', { credential })
const whileStore = async (state: typeof mood, act: () => Promise<Answer>): Promise<Answer> => {
  mood = state
  try {
    return await act()
  } finally {
    mood = 'well'
  }
}

const createProjectKey = (headers: Record<string, string>): Promise<Answer> =>
  server.control('POST', `/projects/${server.slug}/tokens`, { name: 'one more' }, { headers })
const laterBy = async (ms: number, act: () => Promise<Answer>): Promise<Answer> => {
  clock.moveBy(ms)
  try {
    return await act()
  } finally {
    clock.moveBy(-ms)
  }
}

/** How to be answered with each error. */
const occasions: Readonly<Record<Exclude<ErrorId, 'api_key_revoked'>, () => Promise<Answer>>> = {
  bad_request: () => post('/issuedApiKeys', {}),
  credential_required: () => selfRevoke(''),
  unknown_credential: () => selfRevoke(server.projectKey),
  invalid_api_key_format: () => selfRevoke('x'.repeat(16 * 1024 + 1)),
  invalid_token_type: async () => post('/apiKeys:derive', { credential: await derive((await issue()).secret) }),
  derived_token_not_revocable: async () => selfRevoke(await derive((await issue()).secret)),
  unauthorized: () => post('/issuedApiKeys', { name: 'x' }, { authorization: '' }),
  async api_key_expired() {
    const { secret } = await issue({ ttl: '1s' })
    await delay(1050)
    return post('/apiKeys:derive', { credential: secret })
  },
  async signature_invalid() {
    const token = await derive((await issue()).secret)
    return post('/apiKeys:derive', {
      credential: `${token.slice(0, -20)}${token.at(-20) === 'A' ? 'B' : 'A'}${token.slice(-19)}`,
    })
  },
  parent_key_invalid: () => post('/apiKeys:derive', { credential: 'never-seen' }),
  async api_key_quota_exceeded() {
    for (let attempt = 0; attempt <= KEY_QUOTA; attempt++) {
      const answer = await post('/issuedApiKeys', { name: 'one more' })
      if (answer.status !== 201) return answer
    }
    throw new Error('the quota was not enforced')
  },
  project_quota_exceeded: () => server.control('POST', '/projects', { name: 'One more', environment: 'dev' }),
  step_up_required: () => laterBy(10 * MINUTE_MS, () => createProjectKey(owner.headers)),
  not_acceptable: () => createProjectKey({ ...workspaceKeyCaller.headers, accept: 'text/html' }),
  forbidden: () => post('/issuedApiKeys', { name: 'x' }, { authorization: `Bearer ${verifyOnlyKey}` }),
  async ip_not_allowed() {
    const { secret } = await issue({ ip_restriction: { allowed_cidrs: ['10.0.0.0/8'] } })
    return post('/apiKeys:derive', { credential: secret })
  },
  feature_not_available: () => server.call('GET', '/projects/not-enabled/v2alpha1/derivedKeys/jwks.json'),
  not_found: () => server.call('GET', '/v2alpha1/nothing-here'),
  api_key_not_found: () => server.call('GET', `${ADMIN}/issuedApiKeys/00000000-0000-4000-8000-000000000000`),
  method_not_allowed: () => server.call('PUT', `${ADMIN}/issuedApiKeys`, {}),
  async api_key_exists() {
    await post('/importedApiKeys', { raw_key: 'twice', name: 'twice', actor_id: 'a' })
    return post('/importedApiKeys', { raw_key: 'twice', name: 'twice', actor_id: 'a' })
  },
  async conflict() {
    const { keyId } = await issue()
    await post(`/issuedApiKeys/${keyId}:revoke`)
    return post(`/issuedApiKeys/${keyId}:revoke`)
  },
  async failed_precondition() {
    const { keyId } = await issue()
    await post(`/issuedApiKeys/${keyId}:revoke`)
    return post(`/issuedApiKeys/${keyId}:rotate`)
  },
  async etag_mismatch() {
    const { keyId } = await issue()
    return server.call('PATCH', `${ADMIN}/issuedApiKeys/${keyId}`, { name: 'new' }, { 'if-match': '"999"' })
  },
  payload_too_large: () => post('/issuedApiKeys', { name: 'x', filler: 'x'.repeat(257 * 1024) }),
  unsupported_media_type: () => post('/issuedApiKeys', { name: 'x' }, { 'content-type': 'text/plain' }),
  async too_many_requests() {
    for (let attempt = 0; attempt <= 60; attempt++) {
      const answer = await selfRevoke('guess')
      if (answer.status === 429) return answer
    }
    throw new Error('the public surface is not throttled')
  },
  internal_server_error: () => post('/issuedApiKeys', { name: 'surprise' }),
  service_unavailable: () => whileStore('away', () => server.call('GET', `${ADMIN}/issuedApiKeys`)),
  gateway_timeout: () => whileStore('stuck', () => server.call('GET', `${ADMIN}/issuedApiKeys`)),
}

/** What an error carries beyond its envelope. */
const extras: Partial<Record<ErrorId, (answer: Answer) => void>> = {
  unauthorized: ({ headers }) => assert.equal(headers.get('www-authenticate'), 'Bearer'), // RFC 9110 §15.5.2
  api_key_quota_exceeded: ({ body }) =>
    assert.deepEqual(body.error.details[0].metadata, { limit: String(KEY_QUOTA), current_usage: String(KEY_QUOTA) }),
  project_quota_exceeded: ({ body }) =>
    assert.deepEqual(body.error.details[0].metadata, { limit: String(PROJECT_QUOTA), current_usage: String(PROJECT_QUOTA) }),
  feature_not_available: ({ body }) => assert.deepEqual(body.error.details[0].metadata, { feature: 'api_keys' }),
  method_not_allowed: ({ headers }) => assert.equal(headers.get('allow'), 'GET, POST'),
  too_many_requests: ({ headers }) => assert.ok(Number(headers.get('retry-after')) >= 1),
  service_unavailable: ({ headers }) => assert.ok(Number(headers.get('retry-after')) >= 1),
  internal_server_error: ({ body }) => assert.doesNotMatch(JSON.stringify(body), /nobody expected/),
}

describe('the error table', () => {
  // The quota comes last: it leaves no room for another key.
  const ids = Object.keys(occasions).sort(
    (a, b) => Number(a === 'api_key_quota_exceeded') - Number(b === 'api_key_quota_exceeded'),
  ) as (keyof typeof occasions)[]
  for (const id of ids) {
    it(`answers ${errorCatalogue[id].http} ${id}`, async () => {
      const answer = await occasions[id]()
      const { http, status } = errorCatalogue[id]
      assert.equal(answer.status, http, JSON.stringify(answer.body))
      const { error } = answer.body
      assert.deepEqual([error.id, error.code, error.status], [id, http, status])
      assert.equal(error.request, answer.headers.get('x-request-id'))
      assert.deepEqual(
        error.details.map((detail: Record<string, unknown>) => [detail['@type'], detail['reason'], detail['domain']]),
        [['type.googleapis.com/google.rpc.ErrorInfo', id.toUpperCase(), 'latchkey']],
      )
      extras[id]?.(answer)
    })
  }
})
