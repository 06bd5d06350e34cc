import type { DatabaseSync } from 'node:sqlite'
import type { PasswordReset } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { prepareRows } from './connection.ts'

type PasswordResetRow = readonly [accountId: string, hash: string, expiresAt: number]

const COLUMNS = 'account_id, hash, expires_at'

/** The statements on password resets, prepared once. */
export class PasswordResetStatements {
  readonly #findByHash
  readonly #replace
  readonly #remove
  readonly #removeExpired

  constructor(db: DatabaseSync) {
    this.#findByHash = prepareRows<PasswordResetRow>(db, `SELECT ${COLUMNS} FROM password_resets WHERE hash = ?`)
    this.#replace = db.prepare(`INSERT INTO password_resets (${COLUMNS}) VALUES (?, ?, ?)
      ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at`)
    this.#remove = db.prepare('DELETE FROM password_resets WHERE account_id = ?')
    this.#removeExpired = db.prepare(`DELETE FROM password_resets WHERE account_id IN
      (SELECT account_id FROM password_resets WHERE expires_at < ? ORDER BY expires_at LIMIT ?)`)
  }

  findByHash(hash: string): PasswordReset | undefined {
    const row = this.#findByHash.get(hash)
    return row === undefined ? undefined : { accountId: row[0], hash: row[1], expiresAt: row[2] as Instant }
  }

  /** In the place of the one that the account had. */
  replace({ accountId, hash, expiresAt }: PasswordReset): void {
    this.#replace.run(accountId, hash, expiresAt)
  }

  remove(accountId: string): void {
    this.#remove.run(accountId)
  }

  removeExpired(now: Instant, limit: number): number {
    return Number(this.#removeExpired.run(now, limit).changes)
  }
}
