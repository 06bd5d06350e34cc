import { createServer, type ListenOptions } from 'node:net'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** Whether several listeners may share a port here, each with its own queue (`SO_REUSEPORT` with load balancing). */
export async function canReusePort(host: string): Promise<boolean> {
  try {
    await listenOnce({ host, port: 0, reusePort: true })
    return true
  } catch (error) {
    if (isSystemFault(error) && UNSUPPORTED.has(error.code)) return false
    throw error
  }
}

/**
 * Rejects with the system's error when somebody else listens there: those who share ports would otherwise share this one
 * with us, and each would get a part of the other's requests.
 */
export const assertPortIsFree = ({ host, port }: ListenAddress): Promise<void> => listenOnce({ host, port })

const UNSUPPORTED: ReadonlySet<unknown> = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOPROTOOPT'])

const isSystemFault = (error: unknown): error is Error & { readonly code: unknown } => error instanceof Error && 'code' in error

const listenOnce = (options: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(options, () => server.close(() => resolve()))
  })
