import { type Agent, request } from 'node:http'
import { type Latchkey, VERIFY } from '../servers/contestants.ts'

const ISSUE = '/v2alpha1/admin/issuedApiKeys'
const REVOCATIONS = 100

export type Post = (path: string, body: object) => Promise<{ readonly is_valid?: boolean; readonly [member: string]: unknown }>

/** Since a revocation was answered. */
export interface Visibility {
  /** When the last connection had its first refusal, the time of the question included. */
  readonly refusedMs: number
  /** When the last verification began that found the key valid; 0: none did. */
  readonly lastValidMs: number
}

/** Issues, verifies on all connections and revokes a hundred keys, one after the other. */
export async function visibilityOfRevocations(revoker: Post, others: readonly Post[]): Promise<readonly Visibility[]> {
  const times: Visibility[] = []
  for (let index = 0; index < REVOCATIONS; index++) times.push(await revokeOnce(revoker, others))
  return times
}

async function revokeOnce(revoker: Post, others: readonly Post[]): Promise<Visibility> {
  const issued = await revoker(ISSUE, { name: 'revoked soon' })
  const { key_id: keyId } = issued['issued_api_key'] as { readonly key_id: string }
  const credential = issued['secret']
  for (const post of [...others, ...others]) await post(VERIFY, { credential })
  await revoker(`/v2alpha1/admin/apiKeys/${keyId}:revoke`, {})
  const answeredAt = performance.now()
  const seen = await Promise.all(others.map((post) => untilRefused(post, credential, answeredAt)))
  return {
    refusedMs: Math.max(...seen.map(({ refusedMs }) => refusedMs)),
    lastValidMs: Math.max(...seen.map(({ lastValidMs }) => lastValidMs)),
  }
}

async function untilRefused(post: Post, credential: unknown, answeredAt: number): Promise<Visibility> {
  let lastValidMs = 0
  for (;;) {
    const askedMs = performance.now() - answeredAt
    const { is_valid: isValid } = await post(VERIFY, { credential })
    if (isValid !== true) return { refusedMs: performance.now() - answeredAt, lastValidMs }
    lastValidMs = askedMs
  }
}

/** Asks a server over one kept connection. */
export const posterOn =
  ({ installation, server }: Latchkey, agent: Agent): Post =>
  (path, body) =>
    new Promise((done, fail) => {
      const headers = { 'content-type': 'application/json', ...installation.headers }
      const asked = request({ agent, host: '127.0.0.1', port: server.ready.port, method: 'POST', path, headers })
      asked.on('error', fail)
      asked.on('response', async (response) => {
        let text = ''
        for await (const chunk of response.setEncoding('utf8')) text += chunk
        done(text === '' ? {} : JSON.parse(text))
      })
      asked.end(JSON.stringify(body))
    })
