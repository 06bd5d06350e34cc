import type { RequestObserver } from '../request-trail.ts'
import { AnswerRate } from './answer-rate.ts'
import { CELLS, cellOf, FairShares } from './fair-shares.ts'
import { LoopPressure, PROBE_MS } from './loop-pressure.ts'
import { classOf, type RequestClass, requestClasses } from './request-class.ts'
import { Reserve } from './reserve.ts'

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

/** How long a turn may seem to last in which nothing was done. */
const IDLE_MS = PROBE_MS + 1

const isReserved = requestClasses.map((name) => name !== 'verification' && name !== 'administration')

/** Every turn takes some requests of each class on, however slow the machine. */
const TAKEN_AT_LEAST = 2

/**
 * Two bounds. Where requests wait for a store across a network it is their number in flight; where they are answered within a
 * turn of the event loop, it is the length of that turn, because what is not being done yet waits unseen in the sockets.
 * Either way no project takes it all: places go by what is left of them, time in fair shares.
 */
export function makeAdmission({ maxDelayMs, maxInFlight, now, salt, onShed }: AdmissionParts): Admission {
  const pressure = new LoopPressure(maxDelayMs, now)
  const shares = new FairShares()
  const reserves: Partial<Record<RequestClass, Reserve>> = { revocation: new Reserve(), self_revocation: new Reserve() }
  const rates = requestClasses.map(() => new AnswerRate())
  const totals = new Int32Array(requestClasses.length)
  const bySubject = new Int32Array(requestClasses.length * CELLS)
  const places = requestClasses.map((name) => Math.max(1, Math.floor(maxInFlight * PLACES[name])))
  let turn = -1
  const takenInTurn = new Int32Array(requestClasses.length)

  /** One subject has half of them at most, and that half is what can be answered in time. */
  const placesOf = (index: number, isOverloaded: boolean, at: number): number => {
    const most = places[index] ?? 0
    return isOverloaded && !isReserved[index] ? Math.min(most, 2 * (rates[index]?.allowed(at) ?? 0)) : most
  }

  /** Under overload, whether this turn has time left for a request. */
  const hasTime = (requestClass: RequestClass, cell: number, at: number, elapsedMs: number): boolean => {
    if (requestClass === 'health' || reserves[requestClass]?.take(cell, at) === true) return true
    // What was put off to later turns counts against them.
    const workMs = maxDelayMs * Math.min(1, (2 * maxDelayMs) / pressure.previousTurnMs)
    const limitMs = Math.max(IDLE_MS, workMs * WORK[requestClass])
    const share = shares.ask(cell, at)
    // The rest of the turn is for those who have not had their share.
    if (share === 'exhausted') return elapsedMs <= limitMs / 2
    if (elapsedMs <= limitMs || (takenInTurn[requestClasses.indexOf(requestClass)] ?? 0) < TAKEN_AT_LEAST) return true
    return share === 'below half' && elapsedMs <= 2 * limitMs
  }

  return {
    enter(method, url, subject) {
      const at = now()
      const elapsedMs = pressure.elapsedMs(at)
      const requestClass = classOf(method, url)
      const index = requestClasses.indexOf(requestClass)
      const cell = cellOf(subject, salt)
      const slot = index * CELLS + cell
      const total = totals[index] ?? 0
      const own = bySubject[slot] ?? 0
      if (turn !== pressure.turn) {
        turn = pressure.turn
        takenInTurn.fill(0)
      }
      // A subject may hold as many places as are left: alone half of them, and there is always one for another.
      const isOverloaded = pressure.isOverloaded(at)
      const free = placesOf(index, isOverloaded, at) - total
      if (own >= free || (isOverloaded && !hasTime(requestClass, cell, at, elapsedMs))) {
        onShed(requestClass)
        return 0
      }
      if (isOverloaded) shares.give(cell)
      takenInTurn[index] = (takenInTurn[index] ?? 0) + 1
      totals[index] = total + 1
      bySubject[slot] = own + 1
      return slot + 1
    },
    leave(ticket) {
      const slot = ticket - 1
      const index = Math.floor(slot / CELLS)
      totals[index] = (totals[index] ?? 0) - 1
      rates[index]?.answer()
      bySubject[slot] = (bySubject[slot] ?? 0) - 1
    },
    inFlight: (requestClass) => totals[requestClasses.indexOf(requestClass)] ?? 0,
    stop: () => pressure.stop(),
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
