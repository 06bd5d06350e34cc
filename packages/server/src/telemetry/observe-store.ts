import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Observer } from './observer.ts'
import type { Tracing } from './tracing.ts'

/** Measures one operation, from the call to its answer, and hands on what it returns. */
export type Measure = <T>(operation: string, work: () => T) => T

export interface MeasureParts {
  readonly observer: Pick<Observer, 'store'>
  readonly monotonicMs: () => number
  readonly tracing: Pick<Tracing, 'beginSpan'> | undefined
}

export function makeMeasure({ observer, monotonicMs, tracing }: MeasureParts): Measure {
  return (operation, work) => {
    const startedAtMs = monotonicMs()
    const endSpan = tracing?.beginSpan(operation)
    const end = (failed: boolean): void => {
      observer.store(operation, monotonicMs() - startedAtMs, failed)
      endSpan?.(failed)
    }
    try {
      const value = work()
      if (value instanceof Promise)
        value.then(
          () => end(false),
          (error: unknown) => end(isFailure(error)),
        )
      else end(false)
      return value
    } catch (error) {
      end(isFailure(error))
      throw error
    }
  }
}

/** A refusal, such as of a name that is taken, is an answer of the store like any other. */
const isFailure = (error: unknown): boolean =>
  !(error instanceof DomainError) || error.code === 'service_unavailable' || error.code === 'internal_server_error'

/** The same stores with every call measured, as `<store>.<method>`: whatever ports a store has. */
export const observeStores = <S extends object>(stores: S, measure: Measure): S =>
  Object.fromEntries(
    Object.entries(stores).map(([name, store]: [string, unknown]) => [
      name,
      typeof store === 'object' && store !== null ? observeStore(name, store, measure) : store,
    ]),
  ) as S

function observeStore(name: string, store: object, measure: Measure): object {
  const members = [...methodNames(store)].map((method) => {
    const act = (Reflect.get(store, method) as (...asked: unknown[]) => unknown).bind(store)
    const operation = `${name}.${method}`
    return [method, (...asked: unknown[]) => measure(operation, () => act(...asked))] as const
  })
  return Object.fromEntries(members)
}

function* methodNames(store: object): Iterable<string> {
  for (let level: object | null = store; level !== null && level !== Object.prototype; level = Object.getPrototypeOf(level))
    for (const name of Object.getOwnPropertyNames(level))
      if (name !== 'constructor' && typeof Reflect.get(store, name) === 'function') yield name
}
