import type { InvalidationChannel } from '@latchkey/core/ports/invalidations'
import { pushInvalidations } from '../coherence/push-invalidations.ts'
import type { ListenAddress } from '../workers/reuse-port.ts'
import { buildRedis } from './build-redis.ts'
import { buildRuntime, type Runtime, type RuntimeOptions } from './build-runtime.ts'
import type { Telemetry } from './build-telemetry.ts'
import { DATABASE, DEPENDENCY_UP, degradationOf, WRITES } from './dependencies.ts'
import { drain } from './drain.ts'
import { portOf } from './listening.ts'
import { makeHealth } from './make-health.ts'
import type { Serving } from './serving.ts'
import { takeSteps } from './take-steps.ts'

/** Where to listen, where the configuration does not say it all. */
export interface ServingHere extends Omit<Serving, 'open'> {
  /** Shares the port with others when it is given one. */
  open(sharedPort?: number): Promise<number>
}

export interface ServeHereOptions extends Omit<RuntimeOptions, 'health' | 'redis' | 'channels' | 'logger'> {
  readonly telemetry: Telemetry
  /** To the other threads of this process. */
  readonly channel?: InvalidationChannel | undefined
}

/** One thread that answers requests: this one. */
export function serveHere(options: ServeHereOptions): ServingHere {
  const { installation, loaded, clock, telemetry, stopping, channel } = options
  const { store } = installation
  const redis = buildRedis(loaded, { namespace: installation.id, clock, telemetry })
  // The channel to other threads is none of these: that it works says nothing of other processes.
  const channels = [store.openChannel?.(), redis?.openChannel()].filter((each) => each !== undefined)
  const findDegradations = (): Readonly<Record<string, string>> => ({
    ...redis?.findDegradations(),
    ...degradationOf(WRITES, store.isWritable()),
    ...(runtime.invalidations.isWhole() ? {} : { invalidations: 'cannot be followed; nothing is cached' }),
    ...(runtime.invalidations.hasWholeChannels() ? {} : { push: 'is lost; changes elsewhere show a little later' }),
  })
  const health = makeHealth(installation, { stopping, findDegradations })
  const runtime = buildRuntime({ ...options, health, redis, channels, logger: telemetry.logger })
  watchCoherence(telemetry, runtime)
  const watch = (dependency: string, isUp: () => boolean): void =>
    telemetry.metrics.watch({ ...DEPENDENCY_UP, labels: { dependency } }, () => Number(isUp()))
  watch(DATABASE, () => store.isHealthy())
  watch(WRITES, () => store.isWritable())
  const { host, port, drain: patience } = loaded.config.serve.http
  return {
    async open(sharedPort) {
      if (channel !== undefined) {
        await pushInvalidations({ channel, store: installation.store, memories: runtime.memories })
      }
      await runtime.invalidations.start()
      await redis?.begin()
      runtime.lastUsed.start()
      runtime.usage.start()
      if ((await runtime.projects.resolveDefault()) === undefined) throw new Error('the first project cannot be read')
      await runtime.api.listen(sharedPort === undefined ? { host, port } : sharing({ host, port: sharedPort }))
      return portOf(runtime.api.server)
    },
    // Nothing that came of the former one is kept.
    applyConfig: () => runtime.memories.forgetEverything(),
    findProblems: () => ({}),
    findDegradations,
    printMetrics: telemetry.metrics.print,
    // Until no request is left, changes elsewhere are still followed.
    stop: () =>
      takeSteps('requests did not end cleanly', [
        () => drain(runtime.api, patience.timeoutMs),
        () => runtime.invalidations.stop(),
        () => channel?.close(),
        () => runtime.lastUsed.stop(),
        () => runtime.usage.stop(),
        () => redis?.close(),
      ]),
  }
}

function watchCoherence({ metrics }: Telemetry, { invalidations }: Runtime): void {
  const gauge = { name: 'latchkey_coherence_whole', help: 'Whether changes of other processes are heard: at all, and at once.' }
  metrics.watch({ ...gauge, labels: { by: 'any' } }, () => Number(invalidations.isWhole()))
  metrics.watch({ ...gauge, labels: { by: 'push' } }, () => Number(invalidations.hasWholeChannels()))
}

/** The framework hands on to Node what it has no name for. */
const sharing = (address: ListenAddress): ListenAddress => Object.assign(address, { reusePort: true })
