import { setTimeout as delay } from 'node:timers/promises'
import type { Api, Reply } from './api.ts'

/** What a client asked for a key of its own, and what of it was acknowledged. */
export interface KeyStory {
  /** Request id and name of the key. */
  readonly label: string
  readonly origin: 'issued' | 'imported'
  created: 'asked' | 'acknowledged'
  keyId: string
  secret: string
  ending: 'none' | 'revoke' | 'rotate'
  endingAcknowledged: boolean
  /** Of the successor, once a rotation is acknowledged. */
  successorSecret: string
  /** Calls that were answered, but not as they should have been. */
  unexpectedAnswers: number
  /** Calls that were answered with an outage: nobody knows whether they were done. */
  outages: number
}

const newStory = (label: string, origin: KeyStory['origin']): KeyStory => ({
  label,
  origin,
  created: 'asked',
  keyId: '',
  secret: origin === 'imported' ? `imported key of ${label}` : '',
  ending: 'none',
  endingAcknowledged: false,
  successorSecret: '',
  unexpectedAnswers: 0,
  outages: 0,
})

/** Asks for the key, for the first time or again. */
export const create = (api: Api, { label, origin, secret }: KeyStory): Promise<Reply> =>
  origin === 'issued'
    ? api.admin('POST', '/issuedApiKeys', { name: label, request_id: label })
    : api.admin('POST', '/importedApiKeys', { name: label, request_id: label, actor_id: 'proof', raw_key: secret })

const OUTAGE_PAUSE_MS = 50

/** What all clients of a round have in common. */
export interface Lives {
  readonly stories: KeyStory[]
  readonly isOver: () => boolean
}

/** Creates keys and ends some of them, one after the other, until the server or its database is gone. */
export async function liveUntilKilled(api: Api, client: string, { stories, isOver }: Lives): Promise<void> {
  try {
    for (let turn = 0; !isOver(); turn++) {
      const story = newStory(`${client}-${turn}`, turn % 2 === 0 ? 'issued' : 'imported')
      stories.push(story)
      await tell(api, story, turn)
      if (story.outages > 0) await delay(OUTAGE_PAUSE_MS)
    }
  } catch (error) {
    if (!isConnectionLost(error)) throw error
  }
}

async function tell(api: Api, story: KeyStory, turn: number): Promise<void> {
  const created = await create(api, story)
  if (!isAnswered(story, created, 201)) return
  const { body } = created
  story.created = 'acknowledged'
  story.keyId = (body.issued_api_key ?? body.imported_api_key ?? body).key_id
  if (story.origin === 'issued') story.secret = body.secret
  if (turn % 3 === 1) await revoke(api, story)
  else if (turn % 3 === 2 && story.origin === 'issued') await rotate(api, story)
}

async function revoke(api: Api, story: KeyStory): Promise<void> {
  story.ending = 'revoke'
  const revoked = await api.admin('POST', `/apiKeys/${story.keyId}:revoke`)
  story.endingAcknowledged = isAnswered(story, revoked, 204)
}

async function rotate(api: Api, story: KeyStory): Promise<void> {
  story.ending = 'rotate'
  const rotated = await api.admin('POST', `/issuedApiKeys/${story.keyId}:rotate`)
  story.endingAcknowledged = isAnswered(story, rotated, 201)
  if (story.endingAcknowledged) story.successorSecret = rotated.body.secret
}

function isAnswered(story: KeyStory, { status }: Reply, wanted: number): boolean {
  if (status === 503) story.outages++
  else if (status !== wanted) story.unexpectedAnswers++
  return status === wanted
}

const isConnectionLost = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ECONNABORTED'].includes(String(error.code))

/** Credentials with what is to become of them. */
export interface Expectations {
  /** Acknowledged and never ended. */
  readonly valid: readonly string[]
  /** Their end was acknowledged. */
  readonly ended: readonly string[]
  /** Nobody knows whether their end was stored; they exist. */
  readonly either: readonly string[]
}

export function expectationsOf(stories: readonly KeyStory[]): Expectations {
  const acknowledged = stories.filter(({ created }) => created === 'acknowledged')
  const ended = acknowledged.filter(({ endingAcknowledged }) => endingAcknowledged)
  return {
    valid: [
      ...acknowledged.filter(({ ending }) => ending === 'none').map(({ secret }) => secret),
      ...ended.filter(({ ending }) => ending === 'rotate').map(({ successorSecret }) => successorSecret),
    ],
    ended: ended.map(({ secret }) => secret),
    either: acknowledged
      .filter(({ ending, endingAcknowledged }) => ending !== 'none' && !endingAcknowledged)
      .map(({ secret }) => secret),
  }
}
