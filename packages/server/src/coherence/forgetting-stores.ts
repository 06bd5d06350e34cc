import type { AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { Memories } from './follow-invalidations.ts'

/** A change that this process makes is in effect in this process before whoever asked for it is answered. */
export function forgettingProjectStore(store: ProjectStore, { forget }: Memories): ProjectStore {
  return {
    findProject: (reference) => store.findProject(reference),
    findDefaultProject: () => store.findDefaultProject(),
    listProjects: (workspaceId) => store.listProjects(workspaceId),
    listDeletedProjects: () => store.listDeletedProjects(),
    listWorkspaces: () => store.listWorkspaces(),
    findWorkspace: (id) => store.findWorkspace(id),
    createWorkspace: (workspace, audit, owner) => store.createWorkspace(workspace, audit, owner),
    async changeWorkspace(id, decide) {
      const change = await store.changeWorkspace(id, decide)
      // The plan of a workspace is part of each of its projects.
      for (const project of await store.listProjects(id)) forget({ kind: 'project', projectId: project.id })
      return change
    },
    async createProject(project, secrets, audit, projectsMax) {
      await store.createProject(project, secrets, audit, projectsMax)
      forget({ kind: 'project', projectId: project.id })
    },
    async changeProject(id, decide) {
      try {
        return await store.changeProject(id, decide)
      } finally {
        // Also when nothing was changed: what refused it may be news, and after an outage nobody knows.
        forget({ kind: 'project', projectId: id })
      }
    },
    removeDeletedProject: (id, limit) => store.removeDeletedProject(id, limit),
    listRevisions: (id, limit) => store.listRevisions(id, limit),
    countLiveKeys: (id) => store.countLiveKeys(id),
    countQuotaUse: (id) => store.countQuotaUse(id),
  }
}

/** The same for the credentials of our own API. */
export const forgettingAccessKeyStore = (store: AccessKeyStore, { forget }: Memories): AccessKeyStore => ({
  findByHash: (hash) => store.findByHash(hash),
  listAccessKeys: (kind, ownerId) => store.listAccessKeys(kind, ownerId),
  hasAccessKeys: (kind) => store.hasAccessKeys(kind),
  createAccessKey: (accessKey, audit) => store.createAccessKey(accessKey, audit),
  async deleteAccessKey(ownerId, id, audit) {
    const deleted = await store.deleteAccessKey(ownerId, id, audit)
    if (deleted !== undefined) forget({ kind: 'access_key', hash: deleted.hash })
    return deleted
  },
})
