import type { SqlMigration } from '../migration.ts'
import { initial } from './0001-initial.ts'

/** All migrations, oldest first; versions are 1, 2, 3 … */
export const sqlMigrations: readonly SqlMigration[] = [initial]
