import { DomainError } from '@latchkey/core/errors/domain-error'

/** Waits no longer than `deadlineMs`, then rejects with `gateway_timeout`; the work itself goes on and may still succeed. */
export async function withinDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(new DomainError('gateway_timeout', { reason: 'the operation took too long; whether it happened is not known' })),
      deadlineMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
