import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { AccessPermission } from '@latchkey/core/access/access-permissions'
import type { Secret } from '@latchkey/core/credential/secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { buildAccessKey } from '@latchkey/core/project/create-access-key'
import { makeProjectAdministration, makeProjectFinder, type ProjectAdministration } from './administer-projects.ts'
import { makeWorkspaceAdministration, type WorkspaceAdministration } from './administer-workspaces.ts'
import { INVALIDATION_POLL_MS, SAFETY_POLL_MS } from './coherence/follow-invalidations.ts'
import { type Installation, openInstallation } from './composition/open-installation.ts'
import { systemClock, systemRandom } from './composition/system-clock.ts'
import type { Config } from './config/config.ts'
import type { Environment } from './config/environment.ts'
import { loadConfig } from './config/load-config.ts'
import { makePasswordResetLink, makeSetupLink, type PasswordResetLink } from './console-setup.ts'
import { operatorCall, operatorEntry } from './operator-act.ts'
import { type AuditAdministration, makeAuditAdministration } from './verify-audit.ts'

export type { WantedProject } from './administer-projects.ts'
export type { WantedWorkspace, WantedWorkspaceApiKey } from './administer-workspaces.ts'
export type { AuditedPlace, VerifiedChain } from './verify-audit.ts'

export interface AdministrationSources {
  readonly configFile: string | undefined
  readonly environment: Environment
}

export interface WantedProjectApiKey {
  /** Id or slug. */
  readonly project: string
  readonly name: string
  readonly permissions: readonly AccessPermission[]
  readonly expiresAt: Instant | undefined
}

/**
 * The operator at the server's own store, beside the running server: what a person with the database file and the master
 * key may do anyway. Running servers on the same store learn of every change within a few dozen milliseconds.
 */
export interface Administration extends ProjectAdministration, WorkspaceAdministration, AuditAdministration {
  /** The credential is shown this once. */
  createProjectApiKey(wanted: WantedProjectApiKey): Promise<{ readonly accessKey: AccessKey; readonly credential: Secret }>
  listProjectApiKeys(project: string): Promise<readonly AccessKey[]>
  /** Resolves when every running server on this store has had the time to forget the key. Rejects with `not_found`. */
  deleteProjectApiKey(project: string, id: string): Promise<AccessKey>
  /** A fresh one, shown this once; earlier ones no longer work. Rejects with `failed_precondition` once there is an account. */
  makeSetupLink(): Promise<Secret>
  /** A fresh one, shown this once; earlier ones of the account no longer work. Rejects with `not_found` for an unknown address. */
  makePasswordResetLink(email: string): Promise<PasswordResetLink>
  close(): Promise<void>
}

/** Time for servers on the same store to notice: two looks at the outbox, which on the network are rarer. */
const NOTICE_MS = { embedded: 2 * INVALIDATION_POLL_MS, network: 2 * SAFETY_POLL_MS } as const

/**
 * Opens the store for an operator. Throws like `startServer`, and `failed_precondition` when there is no store yet: to make
 * one is the act of a first start, which shows its project API key.
 */
export async function openAdministration({ configFile, environment }: AdministrationSources): Promise<Administration> {
  const loaded = loadConfig({ file: configFile, environment })
  const { database } = loaded.config
  if (database.kind === 'sqlite' && !existsSync(database.path)) {
    throw new DomainError('failed_precondition', {
      reason: `there is no database at ${database.path}; the first start of the server makes it`,
    })
  }
  const installation = await openInstallation(loaded, { clock: systemClock, random: systemRandom })
  return makeAdministration(installation, loaded.config)
}

/** Adding a thing and noticing it are two steps; each method is one act of the operator, audited as such. */
function makeAdministration({ store, masterKeys }: Installation, config: Config): Administration {
  const untilNoticed = (): Promise<void> => delay(NOTICE_MS[config.database.kind === 'sqlite' ? 'embedded' : 'network'])
  const { plans } = config
  const { projectDomain } = config.serve.http
  const getProject = makeProjectFinder(store.projects)
  return {
    ...makeAuditAdministration(store, masterKeys),
    ...makeWorkspaceAdministration({ store, plans, untilNoticed }),
    ...makeProjectAdministration({ store, masterKeys, projectDomain, untilNoticed }),
    async createProjectApiKey({ project, name, permissions, expiresAt }) {
      const { id } = await getProject(project)
      const { accessKey, credential, audit } = buildAccessKey(
        { kind: 'project', ownerId: id, name, permissions, expiresAt },
        operatorCall(),
        { random: systemRandom, clock: systemClock },
      )
      await store.accessKeys.createAccessKey(accessKey, audit)
      return { accessKey, credential }
    },
    listProjectApiKeys: async (project) => store.accessKeys.listAccessKeys('project', (await getProject(project)).id),
    async deleteProjectApiKey(project, id) {
      const owner = await getProject(project)
      const act = { event: 'access_key.deleted', targetKind: 'access_key', targetId: id } as const
      const deleted = await store.accessKeys.deleteAccessKey(owner.id, id, operatorEntry(act))
      if (deleted === undefined) throw new DomainError('not_found', { reason: `project ${owner.slug} has no API key ${id}` })
      await untilNoticed()
      return deleted
    },
    makeSetupLink: () => makeSetupLink(store, config),
    makePasswordResetLink: (email) => makePasswordResetLink(store, config, email),
    close: () => store.close(),
  }
}
