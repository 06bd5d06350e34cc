import type { Api, Reply } from './api.ts'

/** One question of a kind and what came of it; times on `performance.now()`. */
export interface Sighting<Note> {
  readonly kind: string
  readonly askedAt: number
  readonly ms: number
  /** `VALID`, the code of a refusal, `HTTP 503`, `BROKEN`. */
  readonly verdict: string
  readonly note: Note
}

export interface LoadPart<Note> {
  readonly kind: string
  readonly perSecond: number
  /** Asks one of the servers; `note` says what the answer will be judged by. */
  ask(turn: number): { readonly reply: Promise<Reply>; readonly note: Note }
}

const TICK_MS = 5

/** Asks by the clock, whatever becomes of the answers. */
export class MixedLoad<Note> {
  readonly sightings: Sighting<Note>[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly #timer: NodeJS.Timeout
  readonly #asked = new Map<string, number>()
  #parts: readonly LoadPart<Note>[]
  #startedAt = performance.now()

  constructor(parts: readonly LoadPart<Note>[]) {
    this.#parts = parts
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
  }

  /** Takes no more questions; resolves when all are answered. */
  async stop(): Promise<readonly Sighting<Note>[]> {
    clearInterval(this.#timer)
    this.#parts = []
    await Promise.all(this.#pending)
    return this.sightings
  }

  #tick(): void {
    const seconds = (performance.now() - this.#startedAt) / 1000
    for (const part of this.#parts) {
      for (let turn = this.#asked.get(part.kind) ?? 0; turn < seconds * part.perSecond; turn++) {
        this.#asked.set(part.kind, turn + 1)
        this.#ask(part, turn)
      }
    }
  }

  #ask({ kind, ask }: LoadPart<Note>, turn: number): void {
    const askedAt = performance.now()
    const { reply, note } = ask(turn)
    const asking = reply.then(verdictOf, () => 'BROKEN').then((verdict) => {
      this.sightings.push({ kind, askedAt, ms: performance.now() - askedAt, verdict, note })
      this.#pending.delete(asking)
    })
    this.#pending.add(asking)
  }
}

export function verdictOf({ status, body }: Reply): string {
  if (status !== 200 || typeof body?.is_valid !== 'boolean') return `HTTP ${status}`
  return body.is_valid ? 'VALID' : String(body.error_code)
}

/** The `part`-th of all times, in milliseconds; 0 of nothing. */
export function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((one, other) => one - other)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
}

/** In turn. */
export const pick = <T>(things: readonly T[], turn: number): T => {
  const thing = things[turn % things.length]
  if (thing === undefined) throw new Error('there is nothing to pick from')
  return thing
}

export type Servers = readonly Api[]
