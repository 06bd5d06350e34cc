import { DomainError } from '@latchkey/core/errors/domain-error'

// What `node:sqlite` throws: the first for anything SQLite reports, the second when the database is already closed.
const storageErrorCodes: ReadonlySet<unknown> = new Set(['ERR_SQLITE_ERROR', 'ERR_INVALID_STATE'])

/** An outage as callers know it. What is not a failure of the storage (a refusal, a bug) passes through unchanged. */
export function asServiceUnavailable(error: unknown): unknown {
  if (!isStorageFailure(error)) return error
  return new DomainError('service_unavailable', { reason: 'the database cannot answer', retryAfterSeconds: 1, cause: error })
}

export const isStorageFailure = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && storageErrorCodes.has(error.code)

/** Runs a read; a failure of the storage is thrown as `service_unavailable`, never answered as "absent". */
export function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw asServiceUnavailable(error)
  }
}
