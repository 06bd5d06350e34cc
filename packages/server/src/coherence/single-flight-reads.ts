import { DomainError } from '@latchkey/core/errors/domain-error'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'
import type { KeyStore } from '@latchkey/core/ports/key-store'

export type KeyReads = Pick<KeyStore, 'find' | 'findMany'>

export interface SingleFlightOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Reads of the store at once. */
  readonly readsMax?: number
  /** Reads that may wait for their turn; more are refused with `service_unavailable`. */
  readonly waitingMax?: number
  /** How long one may wait. */
  readonly waitMaxMs?: number
}

export interface SingleFlightReads {
  readonly keyStore: KeyReads
  /** The key has changed: whoever asks from now on gets a read that begins now. */
  forget(projectId: ProjectId, keyId: KeyId): void
  forgetEverything(): void
}

const READS_MAX = 64
const WAITING_MAX = 2000
const WAIT_MAX_MS = 1000
/** Whoever comes later than that after a read began gets one of their own: an answer is never much older than its question. */
const JOIN_MAX_MS = 50

/**
 * Keeps a store from being asked the same thing by everybody at once, and from being asked too much at once: what happens
 * when a cache in front of it is lost. A read that has not begun is joined by everyone who wants the same.
 */
export function makeSingleFlightReads(store: KeyReads, options: SingleFlightOptions): SingleFlightReads {
  const { clock } = options
  const turns = new Turns(options)
  const flights = new Map<string, Flight>()
  const read = <T>(flight: Omit<Flight, 'answer' | 'beganAtMs'>, ask: () => Awaitable<T>): Awaitable<T> => {
    const name = `${flight.projectId} ${flight.ids.join(' ')} ${flight.kind}`
    const known = flights.get(name)
    const isJoinable = known !== undefined && clock.monotonicMs() - (known.beganAtMs ?? Infinity) < JOIN_MAX_MS
    if (known !== undefined && (known.beganAtMs === undefined || isJoinable)) return known.answer as Promise<T>
    const begun: Flight = { ...flight, beganAtMs: undefined, answer: undefined }
    const answer = turns.take(() => {
      begun.beganAtMs = clock.monotonicMs()
      return ask()
    })
    if (!(answer instanceof Promise)) return answer
    begun.answer = answer
    flights.set(name, begun)
    const land = (): void => {
      if (flights.get(name) === begun) flights.delete(name)
    }
    answer.then(land, land)
    return answer
  }
  return {
    keyStore: {
      find: (projectId, id) => read({ kind: 'one', projectId, ids: [id] }, () => store.find(projectId, id)),
      findMany: (projectId, ids) => read({ kind: 'many', projectId, ids }, () => store.findMany(projectId, ids)),
    },
    forget(projectId, keyId) {
      for (const [name, flight] of flights) {
        if (flight.projectId === projectId && flight.ids.includes(keyId)) flights.delete(name)
      }
    },
    forgetEverything: () => flights.clear(),
  }
}

/** A read under way, or waiting for its turn to begin. */
interface Flight {
  readonly kind: 'one' | 'many'
  readonly projectId: ProjectId
  readonly ids: readonly KeyId[]
  beganAtMs: number | undefined
  answer: Promise<unknown> | undefined
}

interface Waiting {
  readonly begin: () => void
}

/** So many at once; the others in the order in which they came. */
class Turns {
  readonly #readsMax: number
  readonly #waitingMax: number
  readonly #waitMaxMs: number
  readonly #waiting = new Set<Waiting>()
  #underWay = 0

  constructor({ readsMax = READS_MAX, waitingMax = WAITING_MAX, waitMaxMs = WAIT_MAX_MS }: SingleFlightOptions) {
    this.#readsMax = readsMax
    this.#waitingMax = waitingMax
    this.#waitMaxMs = waitMaxMs
  }

  take<T>(ask: () => Awaitable<T>): Awaitable<T> {
    if (this.#underWay < this.#readsMax) return this.#begin(ask)
    if (this.#waiting.size >= this.#waitingMax) return Promise.reject(new DomainError('service_unavailable'))
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        begin: () => {
          clearTimeout(timer)
          resolve(new Promise<T>((answered) => answered(this.#begin(ask))))
        },
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting)
        reject(new DomainError('service_unavailable'))
      }, this.#waitMaxMs)
      this.#waiting.add(waiting)
    })
  }

  #begin<T>(ask: () => Awaitable<T>): Awaitable<T> {
    const answer = ask()
    if (!(answer instanceof Promise)) return answer
    this.#underWay++
    const end = (): void => {
      this.#underWay--
      for (const waiting of this.#waiting) {
        this.#waiting.delete(waiting)
        waiting.begin()
        return
      }
    }
    answer.then(end, end)
    return answer
  }
}
