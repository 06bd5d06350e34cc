import type { DatabaseSync } from 'node:sqlite'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { LiveKeyCount } from '@latchkey/core/ports/project-store'
import type { LiveKeyGroup } from '../live-key-group.ts'
import { prepareRows } from './connection.ts'

type GroupRow = readonly [prefix: string, hmacSecretId: string, live: number]

/**
 * How many keys of a project are not revoked: all of them, which count towards its quota (`projects.live_keys`), and those
 * issued under each prefix and HMAC secret (`live_issued_keys`).
 */
export class LiveKeyCounter {
  readonly #read
  readonly #write
  readonly #raiseGroup
  readonly #lowerGroup
  readonly #listGroups

  constructor(db: DatabaseSync) {
    this.#read = prepareRows<readonly [number]>(db, `SELECT live_keys FROM projects WHERE id = ? AND state <> 'deleted'`)
    this.#write = db.prepare('UPDATE projects SET live_keys = ? WHERE id = ?')
    this.#raiseGroup = db.prepare(`INSERT INTO live_issued_keys (live, project_id, prefix, hmac_secret_id) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET live = live + excluded.live`)
    this.#lowerGroup = db.prepare(
      'UPDATE live_issued_keys SET live = live + ? WHERE project_id = ? AND prefix = ? AND hmac_secret_id = ?',
    )
    this.#listGroups = prepareRows<GroupRow>(
      db,
      `SELECT prefix, hmac_secret_id, live FROM live_issued_keys
      WHERE project_id = ? AND live > 0 ORDER BY prefix, hmac_secret_id`,
    )
  }

  /** `undefined` when there is no such project, or no longer. */
  read(projectId: ProjectId): number | undefined {
    return this.#read.get(projectId)?.[0]
  }

  write(projectId: ProjectId, count: number): void {
    if (this.#write.run(count, projectId).changes !== 1) throw new Error('the key counter of a project did not move')
  }

  move({ projectId, prefix, hmacSecretId }: LiveKeyGroup, difference: number): void {
    if (difference === 0) return
    const statement = difference > 0 ? this.#raiseGroup : this.#lowerGroup
    if (statement.run(difference, projectId, prefix, hmacSecretId).changes !== 1)
      throw new Error('the key counter of a prefix and a secret did not move')
  }

  listGroups(projectId: ProjectId): readonly LiveKeyCount[] {
    return this.#listGroups.all(projectId).map(([prefix, hmacSecretId, live]) => ({ prefix, hmacSecretId, live }))
  }
}
