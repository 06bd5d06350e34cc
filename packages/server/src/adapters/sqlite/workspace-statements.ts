import type { DatabaseSync } from 'node:sqlite'
import type { WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { toWorkspace, type WorkspaceRow } from '../sql/project-rows.ts'
import { prepareRows } from './connection.ts'

const WORKSPACE_SQL = 'SELECT id, name, plan, created_at, updated_at FROM workspaces'

/** The statements on workspaces, prepared once. */
export class WorkspaceStatements {
  readonly #find
  readonly #list
  readonly #insert
  readonly #update

  constructor(db: DatabaseSync) {
    this.#find = prepareRows<WorkspaceRow>(db, `${WORKSPACE_SQL} WHERE id = ?`)
    this.#list = prepareRows<WorkspaceRow>(db, `${WORKSPACE_SQL} ORDER BY ordinal`)
    this.#insert = db.prepare(
      'INSERT INTO workspaces (id, name, plan, created_at, updated_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#update = db.prepare('UPDATE workspaces SET name = ?, plan = ?, updated_at = ? WHERE id = ?')
  }

  find(id: string): WorkspaceRecord | undefined {
    const row = this.#find.get(id)
    return row === undefined ? undefined : toWorkspace(row)
  }

  list(): readonly WorkspaceRecord[] {
    return this.#list.all().map(toWorkspace)
  }

  /** False when the id is taken. */
  insert({ id, name, plan, createdAt, updatedAt }: WorkspaceRecord): boolean {
    return this.#insert.run(id, name, plan, createdAt, updatedAt).changes === 1
  }

  update({ id, name, plan, updatedAt }: WorkspaceRecord): void {
    const { changes } = this.#update.run(name, plan, updatedAt, id)
    if (changes !== 1) throw new Error(`an update of one workspace met ${changes} rows`)
  }
}
