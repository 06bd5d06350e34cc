/** A value that an adapter has at once (memory, SQLite) or later (a network store). */
export type Awaitable<T> = T | Promise<T>

/** Goes on with a value without leaving the current tick when it is already there. */
export function whenReady<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}
