import type { Server } from 'node:http'
import { type AttemptLimiter, makeAttemptLimiter } from '@latchkey/core/account/attempt-limiter'
import type { Clock } from '@latchkey/core/ports/clock'
import type { InvalidationChannel } from '@latchkey/core/ports/invalidations'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { RateLimiter } from '@latchkey/core/ports/rate-limiter'
import type { VerifyDependencies } from '@latchkey/core/verify/judge'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { MemoryRateLimiter } from '../adapters/memory/memory-rate-limiter.ts'
import { MemoryVerificationCache } from '../adapters/memory/memory-verification-cache.ts'
import { LastUsedRecorder } from '../background/last-used-recorder.ts'
import { RefusalWatch, watchRefusals } from '../background/refusal-watch.ts'
import { UsageRecorder } from '../background/usage-recorder.ts'
import { evictingKeyStore } from '../coherence/evicting-key-store.ts'
import { type InvalidationFollower, type Memories, makeInvalidationFollower } from '../coherence/follow-invalidations.ts'
import { forgettingAccessKeyStore, forgettingProjectStore } from '../coherence/forgetting-stores.ts'
import type { Environment } from '../config/environment.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { type AccessKeys, makeAccessKeys } from '../http/access-keys.ts'
import { makeApiRateLimiter } from '../http/api-rate-limit.ts'
import { type Authenticator, makeAuthenticator, openAuthenticator, type SessionFinder } from '../http/authenticate.ts'
import type { SystemReader } from '../http/console-api/system-facts.ts'
import { type Gate, makeGate, type OwnHostTest } from '../http/gate.ts'
import type { Health } from '../http/operations/operations-server.ts'
import { makeServerHostGuard } from '../http/server-host.ts'
import { ProjectDirectory } from '../project/project-directory.ts'
import { type Metrics, QUEUE_DEPTH } from '../telemetry/metrics.ts'
import { observeRateLimiter } from '../telemetry/observe-rate-limiter.ts'
import { buildApi } from './build-api.ts'
import { buildConsole, buildControlPlane, buildSessionFinder, type ControlPlaneParts } from './build-control-plane.ts'
import type { RedisParts } from './build-redis.ts'
import type { Telemetry } from './build-telemetry.ts'
import { portOf } from './listening.ts'
import type { LiveConfig } from './live-config.ts'
import { makeMemories } from './memories.ts'
import type { JoinedInstallation } from './open-installation.ts'
import type { Overrides } from './overrides.ts'
import { makeProjectFacts } from './project-facts.ts'
import { makeProjectOpener } from './project-opener.ts'
import { makeSharedKeys, noKeyCache } from './shared-keys.ts'
import type { Surface } from './surfaces.ts'
import { makeSystemReader } from './system-reader.ts'

/** What one cached credential takes, with its record, answer and indexes. */
const CACHE_ENTRY_BYTES = 1024

export interface RuntimeOptions {
  readonly installation: JoinedInstallation
  readonly loaded: LoadedConfig
  /** The one in effect. */
  readonly live: LiveConfig
  readonly surface: Surface
  readonly health: Health
  /** Given when a stop was asked for. */
  readonly stopping: AbortSignal
  readonly logger: Logger
  readonly clock: Clock
  readonly random: RandomSource
  readonly overrides: Overrides
  readonly redis: RedisParts | undefined
  /** How other processes and threads learn at once what changed here. */
  readonly channels: readonly InvalidationChannel[]
  readonly telemetry: Telemetry
  /** What the server was started with. */
  readonly environment: Environment
  /** Of the operations server beside the API. */
  readonly operationsPort: () => number
  /** Where limits are counted together with others; default: in this runtime's own memory. */
  readonly limits?: SharedLimits | undefined
}

/** What several runtimes of one process count together. */
export interface SharedLimits {
  readonly rateLimiter: RateLimiter
  readonly attempts: AttemptLimiter
}

/** A server that is put together and not yet listening. */
export interface Runtime {
  readonly api: FastifyInstance
  readonly projects: ProjectDirectory
  readonly lastUsed: LastUsedRecorder
  readonly usage: UsageRecorder
  readonly memories: Memories
  readonly invalidations: InvalidationFollower
}

/** The only place, with the two beside it, that constructs adapters. */
export function buildRuntime(options: RuntimeOptions): Runtime {
  const { live, surface, clock, random, logger, overrides } = options
  const { store } = options.installation
  const { cache, sharedKeys, rateLimiter, projects, accessKeys, memories } = makeRemembering(options)
  const evicting = evictingKeyStore(store.keys, (projectId, id, version) => {
    cache.evict(projectId, id, version)
    return sharedKeys?.evict(projectId, id, version)
  })
  const keyStore = overridden(options, evicting)
  const system = systemReaderOf(options, () => api.server)
  const control = controlPartsOf(options, { memories, projects, system })
  const findSession = buildSessionFinder(control)
  const authenticator = buildAuthenticator(options, accessKeys, findSession)
  const { lastUsed, usage, noting } = makeRecorders(options, keyStore)
  const api: FastifyInstance = buildApi({
    config: options.loaded.config,
    surface,
    gate: buildGate(options, { authenticator, projects, accessKeys, rateLimiter }),
    control: buildControlPlane(control, authenticator),
    console: findSession && buildConsole(control, findSession),
    keyStore,
    usageStore: store.usage,
    auditLog: store.auditLog,
    verification: { cache, shared: sharedKeys?.reads, rateLimiter, ...noting },
    rateLimiter,
    clock,
    random,
    ...live.readers,
    stopping: options.stopping,
    health: options.health,
    logger,
    deadlineMs: overrides.deadlineMs,
    telemetry: options.telemetry,
    isStoreWaitedFor: () => store.isWaitedFor?.() === true,
  })
  watchQueues(options.telemetry.metrics, { lastUsed, usage })
  return {
    api,
    projects,
    lastUsed,
    usage,
    invalidations: followerOf(options, memories),
    memories,
  }
}

const makeRefusalWatch = ({ installation: { store }, loaded, random, logger }: RuntimeOptions): RefusalWatch =>
  new RefusalWatch({ webhooks: store.webhooks, threshold: loaded.config.webhooks.refusalsBurst, random, logger })

/** What is kept of verifications, off their path. */
function makeRecorders(options: RuntimeOptions, keyStore: KeyStore) {
  const {
    installation: { store },
    loaded,
    clock,
    logger,
  } = options
  const lastUsed = new LastUsedRecorder({
    keyStore,
    clock,
    flushEveryMs: loaded.config.lastUsed.flushIntervalMs,
    onError: (error) => logger.error({ err: error }, 'times of last use could not be written'),
  })
  const usage = new UsageRecorder({
    usageStore: watchRefusals(store.usage, makeRefusalWatch(options)),
    flushEveryMs: loaded.config.usage.flushIntervalMs,
    onError: (error) => logger.error({ err: error }, 'usage could not be written'),
  })
  const noting: Pick<VerifyDependencies, 'noteUse' | 'noteOutcome'> = {
    noteUse: (projectId, id, now, ip) => lastUsed.note(projectId, id, now, ip),
    noteOutcome: loaded.config.usage.enabled ? (event) => usage.note(event) : () => {},
  }
  return { lastUsed, usage, noting }
}

const overridden = ({ overrides }: RuntimeOptions, store: KeyStore): KeyStore => overrides.keyStore?.(store) ?? store

function followerOf({ installation, loaded, channels, clock, logger }: RuntimeOptions, memories: Memories): InvalidationFollower {
  const { store } = installation
  const isLogCheap = loaded.config.database.kind === 'sqlite'
  const follower = makeInvalidationFollower({ log: store.invalidations, channels, isLogCheap, memories, clock, logger })
  store.onCommitted((entries) => follower.publish(entries))
  return follower
}

/** What this process keeps of the store, and how it forgets it. */
function makeRemembering(options: RuntimeOptions) {
  const { installation, loaded, live, clock, overrides, limits, redis } = options
  const { store, masterKeys } = installation
  const maxEntries = Math.ceil(loaded.config.cache.maxBytes / CACHE_ENTRY_BYTES)
  const cache = overrides.cache ?? new MemoryVerificationCache({ clock, maxEntries })
  const rateLimiter = overrides.rateLimiter ?? redis?.rateLimiter ?? limits?.rateLimiter ?? new MemoryRateLimiter({ clock })
  // An embedded store answers at once, so that there is nothing to join.
  const keyCache = redis?.keyCache ?? (loaded.config.database.kind === 'sqlite' ? undefined : noKeyCache)
  const sharedKeys = keyCache && makeSharedKeys(keyCache, overridden(options, store.keys), clock)
  const projects = new ProjectDirectory({ store: store.projects, open: makeProjectOpener(live.current, masterKeys), clock })
  const accessKeys = makeAccessKeys(store.accessKeys, clock)
  const memories = makeMemories({ cache, sharedKeys, projects, accessKeys })
  return { cache, sharedKeys, rateLimiter, projects, accessKeys, memories }
}

interface Queues {
  readonly lastUsed: LastUsedRecorder
  readonly usage: UsageRecorder
}

function watchQueues({ watch }: Metrics, { lastUsed, usage }: Queues): void {
  watch({ ...QUEUE_DEPTH, labels: { queue: 'last_used' } }, () => lastUsed.queued)
  watch({ ...QUEUE_DEPTH, labels: { queue: 'usage' } }, () => usage.queued)
}

interface GateSurroundings {
  readonly authenticator: Authenticator
  readonly projects: ProjectDirectory
  readonly accessKeys: AccessKeys
  readonly rateLimiter: RateLimiter
}

const buildGate = (
  { loaded, telemetry }: RuntimeOptions,
  { authenticator, projects, accessKeys, rateLimiter }: GateSurroundings,
): Gate =>
  makeGate({
    authenticator,
    projects,
    limitApi: makeApiRateLimiter(observeRateLimiter(rateLimiter, 'plan', telemetry.metrics)),
    isOwnHost: ownHostTest(loaded.config),
    changesHeard: () => projects.epoch + accessKeys.epoch,
  })

/** Without a list every domain that is no project's is taken for the server's own. */
function ownHostTest({ serve, networks }: LoadedConfig['config']): OwnHostTest {
  const hosts = new Set(serve.http.hosts)
  return hosts.size === 0 && networks.length === 0 ? () => true : (host) => hosts.has(host)
}

interface Surroundings {
  readonly memories: Memories
  readonly projects: ProjectDirectory
  readonly system: SystemReader
}

const systemReaderOf = (
  { installation, live, environment, surface, clock, operationsPort }: RuntimeOptions,
  api: () => Server,
): SystemReader =>
  makeSystemReader({
    loaded: live.current,
    environment,
    store: installation.store,
    surface,
    startedAt: clock.now(),
    ports: { api: () => portOf(api()), operations: operationsPort },
  })

const controlPartsOf = (
  { installation, loaded, live, clock, random, overrides, telemetry, limits }: RuntimeOptions,
  { memories, projects, system }: Surroundings,
): ControlPlaneParts => ({
  loaded,
  projects: (overrides.projectStore ?? ((same) => same))(forgettingProjectStore(installation.store.projects, memories)),
  accessKeys: forgettingAccessKeyStore(installation.store.accessKeys, memories),
  accounts: installation.store.accounts,
  checklists: installation.store.checklists,
  webhooks: installation.store.webhooks,
  auditLog: installation.store.auditLog,
  requireServerHost: makeServerHostGuard(projects, ownHostTest(loaded.config)),
  masterKeys: installation.masterKeys,
  facts: makeProjectFacts(live.current, installation.store.projects),
  system,
  attempts: limits?.attempts ?? makeAttemptLimiter({ clock }),
  telemetry,
  clock,
  random,
})

const buildAuthenticator = (
  { loaded }: RuntimeOptions,
  accessKeys: AccessKeys,
  findSession: SessionFinder | undefined,
): Authenticator => (loaded.config.serve.adminAuth === 'none' ? openAuthenticator : makeAuthenticator(accessKeys, findSession))
