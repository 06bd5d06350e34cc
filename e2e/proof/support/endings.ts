import { setTimeout as delay } from 'node:timers/promises'
import { openAdministration } from '@latchkey/server/administration'
import type { TestServer } from '../../support/test-server.ts'
import { type Api, expectStatus, type Issued } from './api.ts'

export interface EndingContext {
  readonly server: TestServer
  readonly api: Api
}

/** One way in which a key stops being good. */
export interface Ending {
  readonly name: string
  create(context: EndingContext, label: string): Promise<Issued>
  /** Resolves when the end is acknowledged. */
  end(context: EndingContext, key: Issued): Promise<void>
  /** It comes with time and not with a call. */
  readonly isTimed?: true
}

const issued = ({ api }: EndingContext): Promise<Issued> => api.issue()
const imported = ({ api }: EndingContext, label: string): Promise<Issued> => api.import(`imported key of ${label}`)

/** Ended by one call to the admin surface. */
const byCall =
  (method: string, path: (key: Issued) => string, status: number, body?: unknown): Ending['end'] =>
  async ({ api }, key) =>
    void expectStatus(await api.admin(method, path(key), body), status)

const outsideOnly = { ip_restriction: { allowed_cidrs: ['10.0.0.0/8'] } }

export const endings: readonly Ending[] = [
  { name: 'revoke issued', create: issued, end: byCall('POST', ({ keyId }) => `/issuedApiKeys/${keyId}:revoke`, 204) },
  { name: 'revoke imported', create: imported, end: byCall('POST', ({ keyId }) => `/importedApiKeys/${keyId}:revoke`, 204) },
  { name: 'revoke either kind', create: imported, end: byCall('POST', ({ keyId }) => `/apiKeys/${keyId}:revoke`, 204) },
  { name: 'self-revoke', create: issued, end: selfRevoke },
  { name: 'rotate', create: issued, end: byCall('POST', ({ keyId }) => `/issuedApiKeys/${keyId}:rotate`, 201) },
  { name: 'delete imported', create: imported, end: byCall('DELETE', ({ keyId }) => `/importedApiKeys/${keyId}`, 204) },
  { name: 'suspend', create: issued, end: byCall('POST', ({ keyId }) => `/issuedApiKeys/${keyId}:suspend`, 200) },
  {
    name: 'patch ip restriction',
    create: issued,
    end: byCall('PATCH', ({ keyId }) => `/issuedApiKeys/${keyId}?update_mask=ip_restriction`, 200, outsideOnly),
  },
  { name: 'bulk revoke', create: ({ api }, label) => api.issue({ actor_id: label }), end: bulkRevoke },
  { name: 'expiry', create: ({ api }) => api.issue({ ttl: '1s' }), end: expire, isTimed: true },
  { name: 'end of grace period', create: issued, end: endGracePeriod, isTimed: true },
]

async function selfRevoke({ api }: EndingContext, { secret }: Issued): Promise<void> {
  expectStatus(await api.request('POST', '/v2alpha1/apiKeys:selfRevoke', { credential: secret }), 200)
}

async function bulkRevoke({ api }: EndingContext, { keyId }: Issued): Promise<void> {
  const { body } = expectStatus(await api.admin('GET', `/issuedApiKeys/${keyId}`), 200)
  expectStatus(await api.admin('POST', '/apiKeys:bulkRevoke', { filter: `actor_id="${body.actor_id}"` }), 200)
}

/** Nobody acknowledges an expiry: it has come when the stated instant has. */
async function expire({ api }: EndingContext, { keyId }: Issued): Promise<void> {
  const { body } = expectStatus(await api.admin('GET', `/issuedApiKeys/${keyId}`), 200)
  await untilInstant(Date.parse(body.expire_time))
}

async function endGracePeriod({ api }: EndingContext, { keyId }: Issued): Promise<void> {
  expectStatus(await api.admin('POST', `/issuedApiKeys/${keyId}:rotate`, { grace_period: '1s' }), 201)
  await untilInstant(Date.now() + 1000)
}

async function untilInstant(instantMs: number): Promise<void> {
  while (Date.now() < instantMs) await delay(instantMs - Date.now())
}

/** A key to the admin surface that an operator deletes at the store, beside the running server. */
export const projectKeyDeletion = {
  async create({ server }: EndingContext): Promise<Issued> {
    const administration = await openAdministration(server)
    try {
      const { accessKey, credential } = await administration.createProjectApiKey({
        project: server.slug,
        name: 'proof',
        permissions: ['keys:verify'],
        expiresAt: undefined,
      })
      return { keyId: accessKey.id, secret: credential.reveal() }
    } finally {
      await administration.close()
    }
  },
  async end({ server }: EndingContext, { keyId }: Issued): Promise<void> {
    const administration = await openAdministration(server)
    try {
      await administration.deleteProjectApiKey(server.slug, keyId)
    } finally {
      await administration.close()
    }
  },
}
