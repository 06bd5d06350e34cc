import type { Migration } from '../../sql/migration.ts'
import { initial } from './0001-initial.ts'
import { controlPlane } from './0002-control-plane.ts'
import { auditLog } from './0003-audit-log.ts'
import { usage } from './0004-usage.ts'
import { webhooks } from './0005-webhooks.ts'
import { retention } from './0006-retention.ts'
import { checklists } from './0007-checklists.ts'
import { listIndexes } from './0008-list-indexes.ts'
import { passwordResets } from './0009-password-resets.ts'

/** All migrations, oldest first; versions are 1, 2, 3 … */
export const migrations: readonly Migration[] = [
  initial,
  controlPlane,
  auditLog,
  usage,
  webhooks,
  retention,
  checklists,
  listIndexes,
  passwordResets,
]
