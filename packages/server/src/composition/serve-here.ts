import { Server as NetServer } from 'node:net'
import type { ListenAddress } from '../workers/reuse-port.ts'
import { buildRuntime, type Runtime, type RuntimeOptions } from './build-runtime.ts'
import type { Telemetry } from './build-telemetry.ts'
import { portOf } from './listening.ts'
import type { Serving } from './serving.ts'
import { takeSteps } from './take-steps.ts'

/** How long a stop waits for requests that are under way: less than the ten seconds that most supervisors grant. */
export const DRAIN_MS = 8000
/** How often connections that have become idle are closed meanwhile. */
const CLOSE_IDLE_EVERY_MS = 50

/** Where to listen, where the configuration does not say it all. */
export interface ServingHere extends Omit<Serving, 'open'> {
  /** Shares the port with others when it is given one. */
  open(sharedPort?: number): Promise<number>
}

/** One thread that answers requests: this one. */
export function serveHere(options: RuntimeOptions & { readonly telemetry: Telemetry }): ServingHere {
  const runtime = buildRuntime(options)
  const { host, port } = options.loaded.config.serve.http
  return {
    async open(sharedPort) {
      await runtime.invalidations.start()
      runtime.lastUsed.start()
      runtime.usage.start()
      if ((await runtime.projects.resolveDefault()) === undefined) throw new Error('the first project cannot be read')
      await runtime.api.listen(sharedPort === undefined ? { host, port } : sharing({ host, port: sharedPort }))
      return portOf(runtime.api.server)
    },
    applyConfig: () => runtime.forgetEverything(),
    findProblems: () => ({}),
    printMetrics: options.telemetry.metrics.print,
    // Until no request is left, changes elsewhere are still followed.
    stop: () =>
      takeSteps('requests did not end cleanly', [
        () => drain(runtime),
        () => runtime.invalidations.stop(),
        () => runtime.lastUsed.stop(),
        () => runtime.usage.stop(),
      ]),
  }
}

/** The framework hands on to Node what it has no name for. */
const sharing = (address: ListenAddress): ListenAddress => Object.assign(address, { reusePort: true })

/** Takes no more connections and waits for the answers that are due, but not for ever. */
async function drain({ api }: Runtime): Promise<void> {
  const { server } = api
  const forced = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS)
  try {
    // Only the listening ends here: connections that were made a moment ago still bring their request, and are not reset.
    await new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
    await api.close()
  } finally {
    clearTimeout(forced)
    clearInterval(idle)
  }
}
