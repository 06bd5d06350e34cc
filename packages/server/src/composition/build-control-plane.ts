import { hkdfSync } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AttemptLimiter } from '@latchkey/core/account/attempt-limiter'
import { makeSessionReader } from '@latchkey/core/account/session'
import { auditKeysOf } from '@latchkey/core/events/audit-keys'
import type { AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { AccountStore } from '@latchkey/core/ports/account-store'
import type { AuditLog } from '@latchkey/core/ports/audit-log'
import type { ChecklistStore } from '@latchkey/core/ports/checklist-store'
import type { Clock } from '@latchkey/core/ports/clock'
import type { IdentityProvider } from '@latchkey/core/ports/identity-provider'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import { makeArgon2PasswordHasher } from '../adapters/argon2/argon2-password-hasher.ts'
import { makeOpenIdIdentityProvider } from '../adapters/oidc/openid-identity-provider.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Authenticator, SessionFinder } from '../http/authenticate.ts'
import { makeConsoleHandlers } from '../http/console-api/handlers.ts'
import type { SystemReader } from '../http/console-api/system-facts.ts'
import type { ConsoleRoadParts } from '../http/console-road.ts'
import { makeAccessKeyHandlers } from '../http/control-plane/access-keys/handlers.ts'
import { makeWorkspaceAuditHandlers } from '../http/control-plane/audit-events/handlers.ts'
import { makeMemberHandlers } from '../http/control-plane/members/handlers.ts'
import { makeProjectHandlers } from '../http/control-plane/projects/handlers.ts'
import { makeWebhookHandlers } from '../http/control-plane/webhooks/handlers.ts'
import { makeWorkspaceHandlers } from '../http/control-plane/workspaces/handlers.ts'
import type { ControlRoadParts } from '../http/control-road.ts'
import type { ServerHostGuard } from '../http/server-host.ts'
import { dropSetupLink } from '../project/console-setup.ts'
import { generateProjectSecrets } from '../project/generate-secrets.ts'
import type { Telemetry } from './build-telemetry.ts'
import type { ProjectFacts } from './project-facts.ts'
import { makeSessionFinder, refuseOtherSites } from './session-finder.ts'

export interface ControlPlaneParts {
  readonly loaded: LoadedConfig
  /** Those whose changes are in effect in this process at once. */
  readonly projects: ProjectStore
  readonly accessKeys: AccessKeyStore
  readonly accounts: AccountStore
  readonly checklists: ChecklistStore
  readonly webhooks: WebhookStore
  readonly auditLog: AuditLog
  readonly requireServerHost: ServerHostGuard
  readonly masterKeys: MasterKeys
  readonly facts: ProjectFacts
  readonly system: SystemReader
  readonly attempts: AttemptLimiter
  readonly telemetry: Telemetry
  readonly clock: Clock
  readonly random: RandomSource
}

/** `undefined` where the console is switched off: a cookie then means nothing. */
export const buildSessionFinder = ({
  loaded,
  accounts,
  clock,
}: Pick<ControlPlaneParts, 'loaded' | 'accounts' | 'clock'>): SessionFinder | undefined =>
  loaded.config.console.enabled ? makeSessionFinder(makeSessionReader({ accounts, clock })) : undefined

/** Workspaces, projects, people and credentials. */
export function buildControlPlane(parts: ControlPlaneParts, authenticator: Authenticator): ControlRoadParts {
  const { loaded, projects, accessKeys, accounts, requireServerHost, masterKeys, facts, clock, random } = parts
  return {
    authenticator,
    requireServerHost,
    projects,
    clock,
    handlers: {
      ...makeProjectHandlers({ ...facts, store: projects, clock, random, masterKeys, generateSecrets: generateProjectSecrets }),
      ...makeWorkspaceHandlers({ ...facts, projectStore: projects, clock, random }),
      ...makeMemberHandlers({
        accountStore: accounts,
        projectStore: projects,
        clock,
        random,
        originOf: ({ origin }) => loaded.config.console.publicUrl ?? origin,
      }),
      ...makeAccessKeyHandlers({ accessKeyStore: accessKeys, clock, random }),
      ...makeWebhookHandlers({
        webhooks: parts.webhooks,
        masterKeys,
        allowPrivateTargets: loaded.config.webhooks.allowPrivateTargets,
        clock,
        random,
      }),
      ...makeWorkspaceAuditHandlers({
        auditLog: parts.auditLog,
        auditKeys: auditKeysOf(masterKeys),
        random,
        letOthersRun: async () => nextTurn(),
      }),
    },
  }
}

/** Sign-in and sessions. */
export function buildConsole(parts: ControlPlaneParts, findSession: SessionFinder): ConsoleRoadParts {
  const { loaded, projects, accounts, requireServerHost, masterKeys, facts, telemetry, clock, random } = parts
  return {
    refuseOtherSites,
    findSession,
    requireServerHost,
    handlers: makeConsoleHandlers({
      accounts,
      projects,
      settingOriginsOf: parts.facts.settingOriginsOf,
      system: parts.system,
      planNamed: facts.planNamed,
      checklists: parts.checklists,
      passwords: makeArgon2PasswordHasher(),
      identityProvider: identityProviderOf(loaded, telemetry),
      attempts: parts.attempts,
      registration: loaded.config.console.registration,
      dropSetupLink: () => dropSetupLink(loaded.config),
      clock,
      random,
      cookieKey: cookieKeyOf(masterKeys),
    }),
  }
}

function identityProviderOf({ config, secrets }: LoadedConfig, { tracing }: Telemetry): IdentityProvider | undefined {
  const { oidc } = config.console
  const extraHeaders = () => tracing?.outgoingHeaders() ?? {}
  return oidc && makeOpenIdIdentityProvider({ ...oidc, clientSecret: secrets.oidcClientSecret, extraHeaders })
}

/** RFC 5869: the same on every server that shares the master key, and of no use for anything else. */
const cookieKeyOf = ({ current }: MasterKeys): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', current, '', 'latchkey/console/cookie-key/v1', 32))
