import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ChecklistReference, ChecklistStore } from '@latchkey/core/ports/checklist-store'
import { prepareRows } from './connection.ts'
import type { GroupCommit } from './group-commit.ts'
import { reading } from './storage-failure.ts'

const PLACES = `FROM projects AS p, accounts AS a WHERE p.id = ?1 AND p.state <> 'deleted' AND a.id = ?2`

export class SqliteChecklistStore implements ChecklistStore {
  readonly #commits: GroupCommit
  readonly #isDismissed
  readonly #isPlace
  readonly #dismiss: StatementSync
  readonly #restore: StatementSync

  constructor(db: DatabaseSync, commits: GroupCommit) {
    this.#commits = commits
    this.#isPlace = prepareRows(db, `SELECT 1 ${PLACES}`)
    this.#isDismissed = prepareRows(
      db,
      `SELECT 1 ${PLACES} AND EXISTS (SELECT 1 FROM dismissed_checklists WHERE project_id = p.id AND account_id = a.id)`,
    )
    this.#dismiss = db.prepare('INSERT INTO dismissed_checklists (project_id, account_id) VALUES (?, ?) ON CONFLICT DO NOTHING')
    this.#restore = db.prepare('DELETE FROM dismissed_checklists WHERE project_id = ? AND account_id = ?')
  }

  isDismissed({ accountId, projectId }: ChecklistReference): boolean {
    return reading(() => this.#isDismissed.get(projectId, accountId) !== undefined)
  }

  setDismissed({ accountId, projectId }: ChecklistReference, dismissed: boolean): Promise<void> {
    return this.#commits.run(() => {
      if (this.#isPlace.get(projectId, accountId) === undefined) {
        throw new DomainError('not_found', { reason: 'account or project not found' })
      }
      const change = dismissed ? this.#dismiss : this.#restore
      change.run(projectId, accountId)
    })
  }
}
