import type { RequestListener, Server } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { docsPage } from '@latchkey/contract/docs-page'
import { buildOpenApi } from '@latchkey/contract/openapi'
import { consoleRoutes, controlRoutes, routes, serverRoutes } from '@latchkey/contract/routes'
import type { AuditLog } from '@latchkey/core/ports/audit-log'
import type { Clock } from '@latchkey/core/ports/clock'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { RateLimiter } from '@latchkey/core/ports/rate-limiter'
import type { UsageStore } from '@latchkey/core/ports/usage-store'
import type { VerifyDependencies } from '@latchkey/core/verify/judge'
import { refuseUnanswered } from '@latchkey/core/verify/refuse-unanswered'
import { makeVerifyBatch } from '@latchkey/core/verify/verify-batch'
import { makeVerifyCredential } from '@latchkey/core/verify/verify-credential'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { makeAddressing } from '../http/addressing.ts'
import { type Admission, makeAdmission, openAdmission, releasing } from '../http/admission/admission.ts'
import { requestClasses } from '../http/admission/request-class.ts'
import type { ClientIpResolver } from '../http/client-ip.ts'
import type { ConsoleRoadParts } from '../http/console-road.ts'
import { makeControlPlaneHandlers } from '../http/control-plane/handlers.ts'
import type { ControlRoadParts } from '../http/control-road.ts'
import { makeBatchVerifyHandler } from '../http/data-plane/batch-verify.ts'
import { makeDataPlaneHandlers } from '../http/data-plane/handlers.ts'
import { makeUsageHandlers } from '../http/data-plane/usage.ts'
import { makeVerifyListener, VERIFY_PATH } from '../http/data-plane/verify-credential.ts'
import type { HostReader } from '../http/forwarded-host.ts'
import type { TransportReader } from '../http/forwarded-proto.ts'
import type { Gate } from '../http/gate.ts'
import { buildListener } from '../http/listener.ts'
import { readConsoleFiles } from '../http/operations/console-files.ts'
import { mountConsolePages } from '../http/operations/mount-console-pages.ts'
import { mountOpenRoutes } from '../http/operations/mount-open-routes.ts'
import type { Health } from '../http/operations/operations-server.ts'
import { buildPipeline } from '../http/pipeline.ts'
import { makeThrottle } from '../http/throttle.ts'
import { observeRateLimiter } from '../telemetry/observe-rate-limiter.ts'
import { observeBatches, observeVerifications } from '../telemetry/observe-verifications.ts'
import type { Telemetry } from './build-telemetry.ts'
import { routesOf, type Surface } from './surfaces.ts'

/** Where the build of the console is; `npm start` makes it. */
const CONSOLE_FOLDER = fileURLToPath(new URL('../../../console/dist', import.meta.url))

/** Longer than any store call may take, shorter than the patience of load balancers. */
const OPERATION_DEADLINE_MS = 20_000

export interface ApiParts {
  readonly config: Pick<Config, 'serve' | 'usage' | 'rateLimit'>
  readonly surface: Surface
  readonly gate: Gate
  readonly control: ControlRoadParts
  readonly console: ConsoleRoadParts | undefined
  readonly keyStore: KeyStore
  readonly usageStore: UsageStore
  readonly auditLog: AuditLog
  readonly verification: Omit<VerifyDependencies, 'keyStore' | 'clock'>
  readonly rateLimiter: RateLimiter
  readonly clock: Clock
  readonly random: RandomSource
  readonly clientIpOf: ClientIpResolver
  readonly hostOf: HostReader
  readonly isSecure: TransportReader
  /** Given when a stop was asked for. */
  readonly stopping: AbortSignal
  readonly health: Health
  readonly logger: Logger
  readonly deadlineMs: number | undefined
  readonly telemetry: Telemetry
  /** Whether administration waits for the store now. */
  readonly isStoreWaitedFor: () => boolean
}

/** The HTTP side: every operation of the surface behind one listener, ready to listen. */
export function buildApi(parts: ApiParts): FastifyInstance {
  const { surface, gate, keyStore, auditLog, clock, random, health, logger } = parts
  const { metrics } = parts.telemetry
  const rateLimiter = limiterOfKeys(parts)
  const verifying: VerifyDependencies = { ...parts.verification, rateLimiter, keyStore, clock }
  const onFailure = (error: unknown): void => logger.error({ err: error }, 'items of a batch could not be verified')
  const verifyBatch = observeBatches(makeVerifyBatch({ ...verifying, onFailure }), metrics)
  const app = buildPipeline({
    routes: routesOf(surface, [...routes, ...controlRoutes, ...(parts.console === undefined ? [] : consoleRoutes)]),
    answeredElsewhere: new Set(['adminVerifyApiKey']),
    project: {
      handlers: {
        ...makeDataPlaneHandlers({ keyStore, auditLog, clock, random, letOthersRun: async () => nextTurn() }),
        ...makeControlPlaneHandlers({ keyStore, clock, random, letOthersRun: async () => nextTurn() }),
        ...makeUsageHandlers({ usageStore: parts.usageStore, isRecording: parts.config.usage.enabled, clock, random }),
        adminBatchVerifyApiKeys: makeBatchVerifyHandler({ verifyBatch, clock }),
      },
      gate,
      throttle: makeThrottle(observeRateLimiter(parts.rateLimiter, 'public', metrics)),
    },
    control: parts.control,
    console: parts.console,
    logger,
    deadlineMs: deadlineOf(parts),
    serverFactory: (framework) => listenerOf(framework, parts, verifying),
  })
  mountOpenRoutes(
    app,
    health,
    surface === 'public'
      ? undefined
      : { openApi: buildOpenApi([...routes, ...controlRoutes, ...serverRoutes], { version: health.version }), docs: docsPage() },
  )
  if (parts.console !== undefined && surface !== 'public') {
    mountConsolePages(app, parts.console.requireServerHost, readConsoleFiles(CONSOLE_FOLDER, '/console/'))
  }
  return app
}

/** Counted under the name of what becomes of a use that the limiter does not answer. */
function limiterOfKeys({ config, verification, telemetry }: ApiParts): RateLimiter {
  const limiter = verification.rateLimiter
  if (config.rateLimit.onFailure === 'open') return observeRateLimiter(limiter, 'key', telemetry.metrics)
  return refuseUnanswered(observeRateLimiter(limiter, 'key', telemetry.metrics, 'denied'))
}

const deadlineOf = ({ deadlineMs }: ApiParts): number => deadlineMs ?? OPERATION_DEADLINE_MS

function listenerOf(framework: RequestListener, parts: ApiParts, verifying: VerifyDependencies): Server {
  const { config, surface, gate, clientIpOf, hostOf, isSecure, stopping, clock, logger, telemetry } = parts
  const admission = admissionOf(parts)
  const observer = releasing(telemetry.requests, admission)
  const verify = makeVerifyListener({
    gate,
    verify: observeVerifications(makeVerifyCredential(verifying), telemetry.verifications),
    clock,
    logger,
    deadlineMs: deadlineOf(parts),
    observer,
  })
  const server = buildListener(framework, {
    addressOf: makeAddressing(config.serve.http.projectDomain),
    clientIpOf,
    hostOf,
    isSecure,
    stopping,
    shortRoad: surface === 'public' ? undefined : { method: 'POST', path: VERIFY_PATH, listener: verify },
    logger,
    observer,
    admission,
  })
  server.maxConnections = config.serve.http.admission.maxConnections
  server.once('close', () => admission.stop())
  return server
}

function admissionOf({ config, clock, random, isStoreWaitedFor, telemetry: { metrics } }: ApiParts): Admission {
  const { enabled, ...settings } = config.serve.http.admission
  if (!enabled) return openAdmission
  const admission = makeAdmission({
    ...settings,
    now: () => clock.monotonicMs(),
    salt: Buffer.from(random.bytes(4)).readInt32LE(),
    onShed: (requestClass) => metrics.shed(requestClass),
    isStoreWaitedFor,
  })
  for (const requestClass of requestClasses) {
    const gauge = { name: 'latchkey_requests_in_flight', help: 'Requests under way, by what they are for.' }
    metrics.watch({ ...gauge, labels: { class: requestClass } }, () => admission.inFlight(requestClass))
  }
  return admission
}
