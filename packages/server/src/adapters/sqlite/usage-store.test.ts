import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import {
  buildAuditEntry,
  buildIssuedKeyId,
  buildProjectRecord,
  buildWorkspaceEntry,
  buildWorkspaceRecord,
} from '@latchkey/testkit/builders'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { tallyAt, USAGE_DAY } from '@latchkey/testkit/usage-builders'
import { openSqliteStore } from './sqlite-store.ts'

const tables = ['usage_buckets', 'usage_totals', 'usage_sources', 'verification_failures']

it('no row stays behind when a project is removed or when figures have outlived their time', async () => {
  const folder = openTemporaryFolder()
  const path = join(folder.path, 'latchkey.db')
  const store = openSqliteStore({ path })
  const db = new DatabaseSync(path, { readOnly: true })
  const rows = () => tables.map((table) => db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows'])
  try {
    const workspace = buildWorkspaceRecord()
    const project = buildProjectRecord({ workspaceId: workspace.id })
    await store.projects.createWorkspace(workspace, buildWorkspaceEntry())
    await store.projects.createProject(project, [], buildAuditEntry({ event: 'project.created', targetKind: 'project' }))
    const record = () =>
      store.usage.recordUsage(
        Array.from({ length: 10 }, (_, index) =>
          tallyAt(project.id, USAGE_DAY + index * 60_000, { keyId: buildIssuedKeyId(), ip: '10.0.0.1', by: { revoked: 1 } }),
        ),
      )
    await record()
    assert.deepEqual(rows(), [30, 12, 10, 10])
    const later = (USAGE_DAY + 86_400_000) as typeof USAGE_DAY
    const ends = { minute: later, hour: later, day: later, failures: later, sources: later }
    while ((await store.usage.removeUsageBefore(ends, 3)).hasMore);
    assert.deepEqual(rows(), [0, 0, 0, 0])
    await record()
    await store.projects.changeProject(project.id, ({ project: current, secrets }) => ({
      project: { ...current, state: 'deleted', revision: current.revision + 1 },
      secrets,
      audit: buildAuditEntry({ event: 'project.deleted', targetKind: 'project' }),
    }))
    while (await store.projects.removeDeletedProject(project.id, 3));
    assert.deepEqual(rows(), [0, 0, 0, 0])
  } finally {
    db.close()
    await store.close()
    folder.remove()
  }
})
