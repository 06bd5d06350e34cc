import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import type { AuditChainLink } from '@latchkey/core/events/audit-chain'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { KeyChange } from '@latchkey/core/ports/key-store'
import { buildAccessKey, buildAuditEntry, buildImportedKey, buildInsertion, buildIssuedKey } from '../builders.ts'
import { atMs } from '../fake-clock.ts'
import type { OpenedStore } from '../opened-store.ts'

const audit = [buildAuditEntry()]

/** What a change is looked for in. */
export interface ChangedStore extends OpenedStore {
  findAuditHead(chainId: string): Awaitable<AuditChainLink | undefined>
}

export const renamed = (key: ApiKey): KeyChange => ({ update: { ...key, name: 'changed', version: key.version + 1 }, audit })

/** Something of each kind for mutations to change. */
export async function fill(store: ChangedStore, projectId: ProjectId) {
  const [issued, imported] = [buildIssuedKey({ projectId }), buildImportedKey({ projectId })]
  const accessKey = buildAccessKey({ ownerId: projectId })
  await store.keys.insertMany(
    projectId,
    [issued, imported].map((key) => buildInsertion({ key })),
  )
  await store.accessKeys.createAccessKey(accessKey, buildAuditEntry())
  return { issued, imported, accessKey }
}

/** One of each mutation a store knows, on a project that was filled. */
export function mutationsOf(
  store: ChangedStore,
  projectId: ProjectId,
  { issued, imported, accessKey }: Awaited<ReturnType<typeof fill>>,
) {
  const successor = buildIssuedKey({ projectId })
  const idempotency = { requestId: 'once', parametersHash: 'same' }
  return {
    issue: () => store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }), idempotency })),
    import: () => store.keys.insert(projectId, buildInsertion({ key: buildImportedKey({ projectId }) })),
    batch: () =>
      store.keys.insertMany(
        projectId,
        [1, 2, 3].map(() => buildInsertion({ key: buildImportedKey({ projectId }) })),
      ),
    update: () => store.keys.change(projectId, issued.id, renamed),
    rotate: () => store.keys.change(projectId, issued.id, (key) => ({ ...renamed(key), insert: successor })),
    delete: () => store.keys.change(projectId, imported.id, () => ({ remove: true, audit })),
    createAccessKey: () => store.accessKeys.createAccessKey(buildAccessKey({ ownerId: projectId }), buildAuditEntry()),
    deleteAccessKey: () => store.accessKeys.deleteAccessKey(projectId, accessKey.id, buildAuditEntry()),
    changeProject: () =>
      store.projects.changeProject(projectId, ({ project, secrets }) => ({
        project: { ...project, name: 'changed' },
        secrets,
        audit: buildAuditEntry(),
      })),
  }
}
export type Mutation = keyof ReturnType<typeof mutationsOf>

/** All that a store knows of a project. */
export async function snapshotOf(store: ChangedStore, projectId: ProjectId) {
  const everything = { conditions: [], after: undefined, limit: 10_000, now: atMs(0) } as const
  return {
    issued: await store.keys.list(projectId, { origin: 'issued', ...everything }),
    imported: await store.keys.list(projectId, { origin: 'imported', ...everything }),
    accessKeys: await store.accessKeys.listAccessKeys('project', projectId),
    project: await store.projects.findProject({ id: projectId }),
    audit: await store.readAuditEvents(projectId),
    auditHead: await store.findAuditHead(projectId),
    invalidations: await store.invalidations.readInvalidations(1),
    quota: await store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }), keyQuota: 0 })),
  }
}
