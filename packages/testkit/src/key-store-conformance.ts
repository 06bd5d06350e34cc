import { describe } from 'node:test'
import { describeAudit } from './key-store-conformance-audit.ts'
import { describeChange } from './key-store-conformance-change.ts'
import { describeFind } from './key-store-conformance-find.ts'
import { describeInsert } from './key-store-conformance-insert.ts'
import { describeIsolation } from './key-store-conformance-isolation.ts'
import { describeList } from './key-store-conformance-list.ts'
import { describeQuota } from './key-store-conformance-quota.ts'
import { describeRetention } from './key-store-conformance-retention.ts'
import { describeUses } from './key-store-conformance-uses.ts'
import type { OpenStore } from './opened-store.ts'

/** What every `KeyStore` promises. `open` gives a fresh, empty store each time. */
export function describeKeyStore(adapter: string, open: OpenStore): void {
  describe(`KeyStore on ${adapter}`, () => {
    describeFind(open)
    describeInsert(open)
    describeQuota(open)
    describeChange(open)
    describeList(open)
    describeUses(open)
    describeRetention(open)
    describeIsolation(open)
    describeAudit(open)
  })
}
