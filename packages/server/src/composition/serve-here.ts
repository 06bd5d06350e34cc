import type { ListenAddress } from '../workers/reuse-port.ts'
import { buildRuntime, type RuntimeOptions } from './build-runtime.ts'
import type { Telemetry } from './build-telemetry.ts'
import { drain } from './drain.ts'
import { portOf } from './listening.ts'
import type { Serving } from './serving.ts'
import { takeSteps } from './take-steps.ts'

/** Where to listen, where the configuration does not say it all. */
export interface ServingHere extends Omit<Serving, 'open'> {
  /** Shares the port with others when it is given one. */
  open(sharedPort?: number): Promise<number>
}

/** One thread that answers requests: this one. */
export function serveHere(options: RuntimeOptions & { readonly telemetry: Telemetry }): ServingHere {
  const runtime = buildRuntime(options)
  const { host, port, drain: patience } = options.loaded.config.serve.http
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
        () => drain(runtime.api, patience.timeoutMs),
        () => runtime.invalidations.stop(),
        () => runtime.lastUsed.stop(),
        () => runtime.usage.stop(),
      ]),
  }
}

/** The framework hands on to Node what it has no name for. */
const sharing = (address: ListenAddress): ListenAddress => Object.assign(address, { reusePort: true })
