import type { DatabaseSync } from 'node:sqlite'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { prepareRows } from './connection.ts'

/** `projects.live_keys`: how many keys of a project count towards its quota. */
export class LiveKeyCounter {
  readonly #read
  readonly #write

  constructor(db: DatabaseSync) {
    this.#read = prepareRows<readonly [number]>(db, 'SELECT live_keys FROM projects WHERE id = ?')
    this.#write = db.prepare('UPDATE projects SET live_keys = ? WHERE id = ?')
  }

  read(projectId: ProjectId): number | undefined {
    return this.#read.get(projectId)?.[0]
  }

  write(projectId: ProjectId, count: number): void {
    if (this.#write.run(count, projectId).changes !== 1) throw new Error('the key counter of a project did not move')
  }
}
