import type { ProjectId } from '@latchkey/core/key/api-key'
import { type MasterKeys, openDataKey, openProjectSecret } from '@latchkey/core/project/project-secrets'
import { openSqliteStore } from '@latchkey/server/adapters/sqlite/sqlite-store'

/** What a database has sealed of a project: HMAC secrets as text, signing keys as JSON. */
export async function openStoredSecrets(path: string, projectId: string, masterKeys: MasterKeys): Promise<readonly string[]> {
  const store = openSqliteStore({ path, migrations: 'require' })
  try {
    const stored = await store.projects.findProject({ id: projectId as ProjectId })
    const dataKey = stored && openDataKey(stored.project.id, stored.project.sealedDataKey, masterKeys)
    if (stored === undefined || dataKey === undefined) throw new Error('the project cannot be opened')
    return stored.secrets.map((secret) => openProjectSecret(secret, dataKey) ?? '')
  } finally {
    await store.close()
  }
}
