import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { AccountStore } from '@latchkey/core/ports/account-store'
import type { AuditLog } from '@latchkey/core/ports/audit-log'
import type { ChecklistStore } from '@latchkey/core/ports/checklist-store'
import type { InvalidationLog } from '@latchkey/core/ports/invalidations'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { UsageStore } from '@latchkey/core/ports/usage-store'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import { buildAuditEntry, buildProjectRecord, buildWorkspaceEntry, buildWorkspaceRecord } from './builders.ts'

/** Everything that a store adapter opens, empty. The conformance suites close what they open. */
export interface OpenedStore {
  readonly keys: KeyStore
  readonly projects: ProjectStore
  readonly accessKeys: AccessKeyStore
  readonly accounts: AccountStore
  readonly checklists: ChecklistStore
  readonly usage: UsageStore
  readonly auditLog: AuditLog
  readonly webhooks: WebhookStore
  readonly invalidations: InvalidationLog
  readAuditEvents(chainId: string): readonly AuditEvent[] | Promise<readonly AuditEvent[]>
  close(): Promise<void>
}

export type OpenStore = () => OpenedStore | Promise<OpenedStore>

/** A store with two projects, which must never see each other. */
export interface TwoProjects extends OpenedStore {
  readonly acme: ProjectId
  readonly globex: ProjectId
}

/** Runs a test on a fresh store with two projects. */
export const onTwoProjects = (open: OpenStore, test: (store: TwoProjects) => Promise<void>) => async (): Promise<void> => {
  const store = await open()
  try {
    const [acme, globex] = [await createProject(store), await createProject(store)]
    await test({
      acme,
      globex,
      keys: store.keys,
      projects: store.projects,
      accessKeys: store.accessKeys,
      accounts: store.accounts,
      checklists: store.checklists,
      usage: store.usage,
      auditLog: store.auditLog,
      webhooks: store.webhooks,
      invalidations: store.invalidations,
      readAuditEvents: (chainId) => store.readAuditEvents(chainId),
      close: () => store.close(),
    })
  } finally {
    await store.close()
  }
}

/** Runs a test on a fresh, empty store. */
export const onEmptyStore = (open: OpenStore, test: (store: OpenedStore) => Promise<void>) => async (): Promise<void> => {
  const store = await open()
  try {
    await test(store)
  } finally {
    await store.close()
  }
}

async function createProject({ projects }: OpenedStore): Promise<ProjectId> {
  const workspace = buildWorkspaceRecord()
  const project = buildProjectRecord({ workspaceId: workspace.id })
  await projects.createWorkspace(workspace, buildWorkspaceEntry())
  await projects.createProject(project, [], buildAuditEntry({ event: 'project.created', targetKind: 'project' }))
  return project.id
}
