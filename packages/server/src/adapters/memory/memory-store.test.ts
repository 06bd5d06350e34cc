import { describeAccessKeyStore } from '@latchkey/testkit/access-key-store-conformance'
import { describeAccountStore } from '@latchkey/testkit/account-store-conformance'
import { describeAuditLog } from '@latchkey/testkit/audit-log-conformance'
import { describeChecklistStore } from '@latchkey/testkit/checklist-store-conformance'
import { describeKeyStore } from '@latchkey/testkit/key-store-conformance'
import { describeProjectStore } from '@latchkey/testkit/project-store-conformance'
import { describeUsageStore } from '@latchkey/testkit/usage-store-conformance'
import { describeWebhookStore } from '@latchkey/testkit/webhook-store-conformance'
import { MemoryStore } from './memory-store.ts'

const open = (): MemoryStore => new MemoryStore()

describeKeyStore('memory', open)
describeProjectStore('memory', open)
describeAccessKeyStore('memory', open)
describeAccountStore('memory', open)
describeChecklistStore('memory', open)
describeWebhookStore('memory', open)
describeUsageStore('memory', open)
describeAuditLog('memory', open)
