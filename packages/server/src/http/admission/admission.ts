import type { RequestObserver } from '../request-trail.ts'
import { AnswerRate } from './answer-rate.ts'
import { CELLS, cellOf, FairShares } from './fair-shares.ts'
import { LoopPressure } from './loop-pressure.ts'
import { classOf, type RequestClass, requestClasses } from './request-class.ts'
import { Reserve } from './reserve.ts'
import { StoreQueue } from './store-queue.ts'

export interface AdmissionSettings {
  /** How much work one turn of the event loop takes on while more comes than can be done. */
  readonly maxDelayMs: number
  /** Requests under way at once. */
  readonly maxInFlight: number
}

export interface AdmissionParts extends AdmissionSettings {
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number
  /** A whole number; differs from process to process. */
  readonly salt: number
  readonly onShed: (requestClass: RequestClass) => void
  /** Whether administration waits for the store now. */
  readonly isStoreWaitedFor: () => boolean
}

/** Decides at the first line of a request, before its body, whether this process takes it on. */
export interface Admission {
  /**
   * A ticket (above 0) to be handed back when the answer is out, or 0: to be refused now. `subject` is whose work it is: the
   * project it was sent to, or else the caller's credential. Looks at nothing else, and keeps neither.
   */
  enter(method: string | undefined, url: string, subject: string): number
  leave(ticket: number): void
  inFlight(requestClass: RequestClass): number
  stop(): void
}

/** For servers that take everything on. */
export const openAdmission: Admission = { enter: () => 1, leave() {}, inFlight: () => 0, stop() {} }

/** Of the places in flight. Each class has its own, so that none can take the place of another. */
const PLACES: Readonly<Record<RequestClass, number>> = {
  health: Infinity,
  revocation: 0.25,
  self_revocation: 0.125,
  verification: 1,
  administration: 0.5,
}

/** Of the work of a turn under overload, in all: verification comes before administration. */
const WORK: Readonly<Record<RequestClass, number>> = {
  health: Infinity,
  revocation: 1,
  self_revocation: 1,
  verification: 2,
  administration: 1,
}

const isReserved = requestClasses.map((name) => name !== 'verification' && name !== 'administration')

/** Every turn takes a request of each class on, however slow the machine. */
const TAKEN_AT_LEAST = 1

/** With fewer, a process would wait for the store more than it works. */
const LEAST_PLACES = 4

/** The subject of a request that nobody had to tell from others. */
const UNTOLD = CELLS
const COLUMNS = CELLS + 1

/** What there is more of than can be done: of everything, in this process; of what the store has to do for administration. */
interface Excess {
  readonly here: boolean
  readonly atStore: boolean
}

/** How it stands when a request comes. */
interface Asked {
  readonly index: number
  readonly requestClass: RequestClass
  readonly cell: number
  readonly at: number
  /** How long this turn has lasted. */
  readonly elapsedMs: number
  readonly places: number
  /** Of its class, those of its subject twice. */
  readonly underWay: number
}

export const makeAdmission = (parts: AdmissionParts): Admission => new BoundedAdmission(parts)

/**
 * Two bounds. Where requests wait for a store across a network it is their number under way; where they are answered within a
 * turn of the event loop, it is the length of that turn, because what is not being done yet waits unseen in the sockets.
 * Either way no project takes it all: places go by what is left of them, time in fair shares.
 */
class BoundedAdmission implements Admission {
  readonly #parts: AdmissionParts
  readonly #pressure: LoopPressure
  readonly #storeQueue: StoreQueue
  readonly #shares = new FairShares()
  readonly #reserves: Partial<Record<RequestClass, Reserve>> = { revocation: new Reserve(), self_revocation: new Reserve() }
  readonly #rates = requestClasses.map(() => new AnswerRate())
  readonly #totals = new Int32Array(requestClasses.length)
  readonly #bySubject = new Int32Array(requestClasses.length * COLUMNS)
  readonly #places: readonly number[]
  readonly #takenInTurn = new Int32Array(requestClasses.length)
  #turn = -1
  #underWay = 0

  constructor(parts: AdmissionParts) {
    this.#parts = parts
    this.#pressure = new LoopPressure(parts.maxDelayMs, { now: parts.now, underWay: () => this.#underWay })
    this.#storeQueue = new StoreQueue(parts.isStoreWaitedFor)
    this.#places = requestClasses.map((name) => Math.max(1, Math.floor(parts.maxInFlight * PLACES[name])))
  }

  enter(method: string | undefined, url: string, subject: string): number {
    const at = this.#parts.now()
    const elapsedMs = this.#pressure.elapsedMs(at)
    const requestClass = classOf(method, url)
    const index = requestClasses.indexOf(requestClass)
    const isOverloaded = this.#pressure.isOverloaded(at)
    const isStoreBehind = requestClass === 'administration' && this.#storeQueue.isStanding(at)
    const total = this.#totals[index] ?? 0
    const places = this.#placesOf(index, { here: isOverloaded, atStore: isStoreBehind }, at)
    // Whose a request is costs more to find out than all the rest, and does not matter while there is enough.
    const cell = isOverloaded || isStoreBehind || total >= places / 4 ? cellOf(subject, this.#parts.salt) : UNTOLD
    const slot = index * COLUMNS + cell
    const own = this.#bySubject[slot] ?? 0
    // A subject may hold as many places as are left, so that there is always one for another.
    const hasPlace = cell === UNTOLD || own < places - total
    const underWay = own + total
    if (!hasPlace || (isOverloaded && !this.#hasTime({ index, requestClass, cell, at, elapsedMs, places, underWay }))) {
      this.#pressure.shed()
      this.#parts.onShed(requestClass)
      return 0
    }
    if (isOverloaded) this.#take(index, cell)
    this.#totals[index] = total + 1
    this.#underWay += 1
    this.#bySubject[slot] = own + 1
    return slot + 1
  }

  leave(ticket: number): void {
    const slot = ticket - 1
    const index = Math.floor(slot / COLUMNS)
    this.#totals[index] = (this.#totals[index] ?? 0) - 1
    this.#bySubject[slot] = (this.#bySubject[slot] ?? 0) - 1
    this.#underWay -= 1
    this.#rates[index]?.answer()
  }

  inFlight(requestClass: RequestClass): number {
    return this.#totals[requestClasses.indexOf(requestClass)] ?? 0
  }

  stop(): void {
    this.#pressure.stop()
  }

  #take(index: number, cell: number): void {
    this.#shares.give(cell)
    this.#takenInTurn[index] = this.#takenThisTurn(index) + 1
  }

  /**
   * Under overload one subject has half of them at most, and that half is what can be answered in time: in half the time where
   * the store is behind, for whoever is let in waits there among all others.
   */
  #placesOf(index: number, { here, atStore }: Excess, at: number): number {
    const most = this.#places[index] ?? 0
    if (isReserved[index] || !(here || atStore)) return most
    return Math.min(most, (atStore ? 1 : 2) * (this.#rates[index]?.allowed(at) ?? 0))
  }

  /** Under overload, whether this turn has time left for a request. */
  #hasTime({ index, requestClass, cell, at, elapsedMs, places, underWay }: Asked): boolean {
    if (requestClass === 'health' || this.#reserves[requestClass]?.take(cell, at) === true) return true
    const isFirst = this.#takenThisTurn(index) < TAKEN_AT_LEAST
    const isMuchUnderWay = !isReserved[index] && underWay >= Math.max(LEAST_PLACES, places * this.#pressure.share)
    if (isMuchUnderWay && !isFirst) return false
    const limitMs = this.#pressure.workMs * WORK[requestClass]
    const share = this.#shares.ask(cell, at)
    // The rest of the turn is for those who have not had their share.
    if (share === 'exhausted') return elapsedMs <= limitMs / 2
    if (elapsedMs <= limitMs || isFirst) return true
    return share === 'below half' && elapsedMs <= 2 * limitMs
  }

  #takenThisTurn(index: number): number {
    if (this.#turn !== this.#pressure.turn) {
      this.#turn = this.#pressure.turn
      this.#takenInTurn.fill(0)
    }
    return this.#takenInTurn[index] ?? 0
  }
}

/** Hands the ticket of a request back when its answer is out. */
export const releasing = (observer: RequestObserver, admission: Admission): RequestObserver => ({
  begin: (request, requestId) => observer.begin(request, requestId),
  end(trail, status) {
    const { ticket } = trail
    trail.ticket = 0
    if (ticket > 0) admission.leave(ticket)
    observer.end(trail, status)
  },
})
