import { join } from 'node:path'
import { describeAccessKeyStore } from '@latchkey/testkit/access-key-store-conformance'
import { describeAccountStore } from '@latchkey/testkit/account-store-conformance'
import { describeAuditLog } from '@latchkey/testkit/audit-log-conformance'
import { describeChecklistStore } from '@latchkey/testkit/checklist-store-conformance'
import { describeKeyStore } from '@latchkey/testkit/key-store-conformance'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { describeProjectStore } from '@latchkey/testkit/project-store-conformance'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { describeUsageStore } from '@latchkey/testkit/usage-store-conformance'
import { describeWebhookStore } from '@latchkey/testkit/webhook-store-conformance'
import { openSqliteStore } from './sqlite-store.ts'

function open(): OpenedStore {
  const folder = openTemporaryFolder()
  const store = openSqliteStore({ path: join(folder.path, 'latchkey.db') })
  return {
    ...store,
    async close() {
      await store.close()
      folder.remove()
    },
  }
}

describeKeyStore('SQLite', open)
describeProjectStore('SQLite', open)
describeAccessKeyStore('SQLite', open)
describeAccountStore('SQLite', open)
describeChecklistStore('SQLite', open)
describeWebhookStore('SQLite', open)
describeUsageStore('SQLite', open)
describeAuditLog('SQLite', open)
