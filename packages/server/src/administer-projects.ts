import { isIP } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import type { AuditEventName } from '@latchkey/core/events/audit-event-names'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { ProjectEnvironment, ProjectRecord } from '@latchkey/core/ports/project-store'
import { buildProject } from '@latchkey/core/project/create-project'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import type { Store } from './composition/open-store.ts'
import { systemClock, systemRandom } from './composition/system-clock.ts'
import { operatorCall, operatorEntry } from './operator-act.ts'
import { generateProjectSecrets } from './project/generate-secrets.ts'

export interface WantedProject {
  readonly name: string
  readonly environment: ProjectEnvironment
  /** Default: the oldest workspace of the server. */
  readonly workspace?: string
  /** DNS label; a readable one is made up when absent. */
  readonly slug?: string
  readonly hosts?: readonly string[]
  /** Default: true. Until then the data plane answers `feature_not_available`. */
  readonly apiKeysEnabled?: boolean
}

/** Projects are named by id or slug; every method rejects with `not_found` when there is none of that name. */
export interface ProjectAdministration {
  createProject(wanted: WantedProject): Promise<ProjectRecord>
  /** In the order of their creation; of one workspace when it is named. */
  listProjects(workspace?: string): Promise<readonly ProjectRecord[]>
  getProject(project: string): Promise<ProjectRecord>
  /**
   * Replaces the custom domains. Throws `bad_request` for what is no host name or lies below the project domain; rejects with
   * `conflict` when another project has one of them.
   */
  setProjectHosts(project: string, hosts: readonly string[]): Promise<ProjectRecord>
  /** Its data plane refuses until it is resumed. Resolves when every running server has had the time to notice. */
  suspendProject(project: string): Promise<ProjectRecord>
  resumeProject(project: string): Promise<ProjectRecord>
  /** At once invisible to every server; resolves when all of its rows are gone, too. */
  deleteProject(project: string): Promise<ProjectRecord>
}

export interface ProjectAdministrationParts {
  readonly store: Pick<Store, 'projects'>
  readonly masterKeys: MasterKeys
  /** Hosts below it belong to the slugs. */
  readonly projectDomain: string
  readonly untilNoticed: () => Promise<void>
}

const REMOVAL_BATCH_ROWS = 500
/** Lets servers on the same store write between two batches. */
const REMOVAL_PAUSE_MS = 5

export function makeProjectAdministration(parts: ProjectAdministrationParts): ProjectAdministration {
  const { store, masterKeys, projectDomain } = parts
  const getProject = makeProjectFinder(store.projects)
  const change = makeProjectChanger(parts)
  const deps = {
    random: systemRandom,
    clock: systemClock,
    masterKey: masterKeys.current,
    generateSecrets: generateProjectSecrets,
  }

  return {
    getProject,
    listProjects: async (workspace) => store.projects.listProjects(workspace),
    async createProject({ workspace, hosts = [], ...wanted }) {
      const workspaceId = workspace ?? (await store.projects.listWorkspaces())[0]?.id
      if (workspaceId === undefined) throw new DomainError('not_found', { reason: 'there is no workspace' })
      const { project, secrets, audit } = buildProject(
        { apiKeysEnabled: true, ...wanted, workspaceId, hosts: requireHosts(hosts, projectDomain) },
        operatorCall(),
        deps,
      )
      await store.projects.createProject(project, secrets, audit)
      return project
    },
    async setProjectHosts(reference, wanted) {
      const hosts = requireHosts(wanted, projectDomain)
      return change(reference, 'project.updated', ({ revision }) => ({ hosts, revision: revision + 1 }))
    },
    suspendProject: (reference) => change(reference, 'project.suspended', () => ({ state: 'suspended' })),
    resumeProject: (reference) => change(reference, 'project.resumed', () => ({ state: 'running' })),
    async deleteProject(reference) {
      const deleted = await change(reference, 'project.deleted', () => ({ state: 'deleted' }))
      while (await store.projects.removeDeletedProject(deleted.id, REMOVAL_BATCH_ROWS)) await delay(REMOVAL_PAUSE_MS)
      return deleted
    },
  }
}

/** Finds a project by id or slug. */
export const makeProjectFinder =
  (projects: Pick<Store['projects'], 'findProject'>) =>
  async (reference: string): Promise<ProjectRecord> => {
    const found = (await projects.findProject({ id: reference })) ?? (await projects.findProject({ slug: reference }))
    if (found === undefined) throw noProject(reference)
    return found.project
  }

/** One change of a project, audited with what it changes; nothing happens to a project that is so already. */
function makeProjectChanger({ store, untilNoticed }: ProjectAdministrationParts) {
  const getProject = makeProjectFinder(store.projects)
  return async (
    reference: string,
    event: AuditEventName,
    decide: (current: ProjectRecord) => Partial<Pick<ProjectRecord, 'hosts' | 'revision' | 'state'>>,
  ): Promise<ProjectRecord> => {
    const found = await getProject(reference)
    const wanted = decide(found)
    if (wanted.state !== undefined && wanted.state === found.state) return found
    const changed = await store.projects.changeProject(found.id, ({ project, secrets }) => {
      const next = { ...project, ...decide(project), updatedAt: systemClock.now() }
      return { project: next, secrets, audit: changeEntry(project, next, event) }
    })
    if (changed === undefined) throw noProject(reference)
    await untilNoticed()
    return changed.project
  }
}

const changeEntry = (before: ProjectRecord, after: ProjectRecord, event: AuditEventName) =>
  operatorEntry({ event, targetKind: 'project', targetId: before.id, before: facts(before), after: facts(after) })

const facts = ({ state, hosts, revision }: ProjectRecord): JsonObject => ({ state, hosts: [...hosts], revision })

const noProject = (reference: ProjectId | string): DomainError =>
  new DomainError('not_found', { reason: `there is no project ${reference}` })

// RFC 1123 §2.1: labels of letters, digits and inner hyphens; at least two, for a single label is a machine and no domain.
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

function requireHosts(hosts: readonly string[], projectDomain: string): readonly string[] {
  const domain = projectDomain.toLowerCase()
  for (const host of hosts) {
    if (!HOST_NAME.test(host) || isIP(host) !== 0)
      throw invalidField('hosts', `${JSON.stringify(host)} is no domain name in lower case, without scheme and port`)
    if (host === domain || host.endsWith(`.${domain}`))
      throw invalidField('hosts', `${host} lies below ${domain}, where every project has its own host already`)
  }
  if (new Set(hosts).size !== hosts.length) throw invalidField('hosts', 'must not name a host twice')
  return hosts
}
