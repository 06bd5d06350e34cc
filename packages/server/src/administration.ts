import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Secret } from '@latchkey/core/credential/secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { Call } from '@latchkey/core/key/call'
import type { AccessKey, AccessPermission } from '@latchkey/core/ports/access-key-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { ProjectEnvironment, ProjectRecord, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { buildAccessKey } from '@latchkey/core/project/create-access-key'
import { buildProject } from '@latchkey/core/project/create-project'
import { INVALIDATION_POLL_MS } from './coherence/follow-invalidations.ts'
import { type Installation, openInstallation } from './composition/open-installation.ts'
import { systemClock, systemRandom } from './composition/system-clock.ts'
import type { Environment } from './config/environment.ts'
import { loadConfig } from './config/load-config.ts'
import { generateProjectSecrets } from './project/generate-secrets.ts'

export interface AdministrationSources {
  readonly configFile: string | undefined
  readonly environment: Environment
}

export interface WantedProject {
  readonly name: string
  readonly environment: ProjectEnvironment
  /** DNS label; a readable one is made up when absent. */
  readonly slug?: string
  readonly hosts?: readonly string[]
  /** Default: true. Until then the data plane answers `feature_not_available`. */
  readonly apiKeysEnabled?: boolean
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
export interface Administration {
  createProject(wanted: WantedProject): Promise<ProjectRecord>
  listProjects(): Promise<readonly ProjectRecord[]>
  listWorkspaces(): Promise<readonly WorkspaceRecord[]>
  /** The credential is shown this once. */
  createProjectApiKey(wanted: WantedProjectApiKey): Promise<{ readonly accessKey: AccessKey; readonly credential: Secret }>
  listProjectApiKeys(project: string): Promise<readonly AccessKey[]>
  /** Resolves when every running server on this store has had the time to forget the key. Rejects with `not_found`. */
  deleteProjectApiKey(project: string, id: string): Promise<AccessKey>
  close(): Promise<void>
}

/** Time for servers on the same store to notice: two looks at the outbox. */
const NOTICE_MS = 2 * INVALIDATION_POLL_MS

/**
 * Opens the store for an operator. Throws like `startServer`, and `failed_precondition` when there is no store yet: to make
 * one is the act of a first start, which shows its project API key.
 */
export async function openAdministration({ configFile, environment }: AdministrationSources): Promise<Administration> {
  const loaded = loadConfig({ file: configFile, environment })
  const { path } = loaded.config.database
  if (!existsSync(path)) {
    throw new DomainError('failed_precondition', {
      reason: `there is no database at ${path}; the first start of the server makes it`,
    })
  }
  const installation = await openInstallation(loaded, { clock: systemClock, random: systemRandom })
  return makeAdministration(installation)
}

/** Adding a thing and noticing it are two steps; each method is one act of the operator, audited as such. */
function makeAdministration({ store, masterKeys }: Installation): Administration {
  const deps = {
    random: systemRandom,
    clock: systemClock,
    masterKey: masterKeys.current,
    generateSecrets: generateProjectSecrets,
  }

  const getProject = async (reference: string): Promise<ProjectRecord> => {
    const found = (await store.projects.findProject({ id: reference })) ?? (await store.projects.findProject({ slug: reference }))
    if (found === undefined) throw new DomainError('not_found', { reason: `there is no project ${reference}` })
    return found.project
  }

  return {
    async createProject(wanted) {
      const [workspace] = await store.projects.listWorkspaces()
      if (workspace === undefined) throw new DomainError('not_found', { reason: 'there is no workspace' })
      const { project, secrets, audit } = buildProject(
        { apiKeysEnabled: true, ...wanted, workspaceId: workspace.id },
        operatorCall(),
        deps,
      )
      await store.projects.createProject(project, secrets, audit)
      return project
    },
    listProjects: async () => store.projects.listProjects(),
    listWorkspaces: async () => store.projects.listWorkspaces(),
    async createProjectApiKey({ project, name, permissions, expiresAt }) {
      const { id } = await getProject(project)
      const { accessKey, credential, audit } = buildAccessKey(
        { kind: 'project', ownerId: id, name, permissions, expiresAt },
        operatorCall(),
        deps,
      )
      await store.accessKeys.createAccessKey(accessKey, audit)
      return { accessKey, credential }
    },
    listProjectApiKeys: async (project) => store.accessKeys.listAccessKeys('project', (await getProject(project)).id),
    async deleteProjectApiKey(project, id) {
      const owner = await getProject(project)
      const deleted = await store.accessKeys.deleteAccessKey(owner.id, id, deletionEntry(id))
      if (deleted === undefined) throw new DomainError('not_found', { reason: `project ${owner.slug} has no API key ${id}` })
      await delay(NOTICE_MS)
      return deleted
    },
    close: () => store.close(),
  }
}

const operatorCall = (): Call => ({
  caller: { kind: 'operator', id: 'cli', name: 'command line' },
  ip: undefined,
  requestId: systemRandom.uuid(),
})

const deletionEntry = (targetId: string): AuditEntry => ({
  ...operatorCall(),
  id: systemRandom.uuid(),
  at: systemClock.now(),
  event: 'access_key.deleted',
  targetKind: 'access_key',
  targetId,
  before: undefined,
  after: undefined,
})
