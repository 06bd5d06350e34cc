import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ChecklistReference, ChecklistStore } from '@latchkey/core/ports/checklist-store'
import type { SqlCommits } from './commits.ts'
import type { SqlDatabase } from './sql-database.ts'

const PLACES = `FROM projects AS p CROSS JOIN accounts AS a`
const PLACE = `p.id = ? AND p.state <> 'deleted' AND a.id = ?`

/** Runs on the chain of the project, so that nothing is kept of one that goes. */
export class SqlChecklistStore implements ChecklistStore {
  readonly #database: SqlDatabase
  readonly #commits: SqlCommits

  constructor({ database, commits }: { readonly database: SqlDatabase; readonly commits: SqlCommits }) {
    this.#database = database
    this.#commits = commits
  }

  async isDismissed({ accountId, projectId }: ChecklistReference): Promise<boolean> {
    const text = `SELECT 1 ${PLACES} JOIN dismissed_checklists AS d ON d.project_id = p.id AND d.account_id = a.id WHERE ${PLACE}`
    return (await this.#database.administration.get(text, [projectId, accountId])) !== undefined
  }

  setDismissed({ accountId, projectId }: ChecklistReference, dismissed: boolean): Promise<void> {
    return this.#commits.run(projectId, async ({ session }) => {
      const values = [projectId, accountId]
      if ((await session.get(`SELECT 1 ${PLACES} WHERE ${PLACE}`, values)) === undefined) {
        throw new DomainError('not_found', { reason: 'account or project not found' })
      }
      if (dismissed) await session.insertNew('INSERT INTO dismissed_checklists (project_id, account_id) VALUES (?, ?)', values)
      else await session.run('DELETE FROM dismissed_checklists WHERE project_id = ? AND account_id = ?', values)
    })
  }
}
