import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** How long new connections are still accepted because others wait behind them. */
const ACCEPT_MS = 1000

/** Takes no more connections and waits for the answers that are due, but no longer than `timeoutMs`. */
export async function drain(api: FastifyInstance, timeoutMs: number): Promise<void> {
  const { server } = api
  const forced = setTimeout(() => server.closeAllConnections(), timeoutMs)
  try {
    await acceptWaiting(server)
    // Only the listening ends here. Node would close idle connections too, and take those for idle that were made a moment
    // ago and still bring their request; the listener closes what is idle.
    await new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
    await api.close()
  } finally {
    clearTimeout(forced)
  }
}

/**
 * Connections that the system has made and this process has not accepted yet are reset when the listening ends. A turn of the
 * event loop accepts one of them, so the first turn without one says that none is left.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let accepted = true
  const note = (): void => {
    accepted = true
  }
  server.on('connection', note)
  const until = performance.now() + ACCEPT_MS
  while (accepted && performance.now() < until) {
    accepted = false
    await nextTurn()
    await nextTurn()
  }
  server.off('connection', note)
}
