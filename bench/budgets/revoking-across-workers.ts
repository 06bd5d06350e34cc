import { Agent, request } from 'node:http'
import { spreadOf } from '../measure/statistics.ts'
import { type Latchkey, startLatchkey, VERIFY } from '../servers/contestants.ts'
import type { Budget } from './budget.ts'

const ISSUE = '/v2alpha1/admin/issuedApiKeys'
const REVOCATIONS = 100
/** Each is kept and belongs to one worker, the system says which: that all belong to one has a chance of 2⁻⁹. */
const CONNECTIONS = 10

type Post = (path: string, body: object) => Promise<{ readonly is_valid?: boolean; readonly [member: string]: unknown }>

export const revokingAcrossWorkers: Budget = {
  id: 'P11',
  async measure(context) {
    const latchkey = await startLatchkey(context, { keys: 10, cache: true, workers: 2 })
    const agents = Array.from({ length: CONNECTIONS }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
    context.resources.defer(() => {
      for (const agent of agents) agent.destroy()
    })
    const [revoker, ...others] = agents.map((agent) => poster(latchkey, agent))
    if (revoker === undefined) throw new Error('there is no connection')
    await revocations(revoker, others)
    const rounds: (readonly Visibility[])[] = []
    for (let round = 0; round < context.rounds; round++) rounds.push(await revocations(revoker, others))
    const spread = (share: number, figure: keyof Visibility) =>
      spreadOf(
        rounds.map((times) =>
          percentile(
            times.map((time) => time[figure]),
            share,
          ),
        ),
      )
    return [
      {
        id: 'P11',
        measure: 'revoked and answered → refusal answered on every connection, p99 of 100 revocations, worker threads',
        unit: 'ms',
        value: spread(0.99, 'refusedMs'),
        limit: { atMost: 20 },
        details: [
          { name: 'half of them', unit: 'ms', value: spread(0.5, 'refusedMs') },
          { name: 'last verification that began and still found it valid, p99', unit: 'ms', value: spread(0.99, 'lastValidMs') },
        ],
      },
    ]
  },
}

/** Since the revocation was answered. */
interface Visibility {
  /** When the last connection had its first refusal, the time of the question included. */
  readonly refusedMs: number
  /** When the last verification began that found the key valid; 0: none did. */
  readonly lastValidMs: number
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN

async function revocations(revoker: Post, others: readonly Post[]): Promise<readonly Visibility[]> {
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

const poster =
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
