import type { DatabaseSync } from 'node:sqlite'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Account, AccountReference, Member, SetupToken } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { ACCOUNT_COLUMNS, type AccountRow, type MemberRow, toAccount, toMember } from '../sql/account-rows.ts'
import { prepareRows } from './connection.ts'

const ACCOUNT_SQL = `SELECT ${ACCOUNT_COLUMNS} FROM accounts AS a LEFT JOIN account_identities AS i ON i.account_id = a.id`

/** The statements on accounts and on the setup token, prepared once. */
export class AccountStatements {
  readonly #find
  readonly #hasAny
  readonly #listMembers
  readonly #findSetupToken
  readonly #writes

  constructor(db: DatabaseSync) {
    this.#find = {
      id: prepareRows<AccountRow>(db, `${ACCOUNT_SQL} WHERE a.id = ?`),
      email: prepareRows<AccountRow>(db, `${ACCOUNT_SQL} WHERE a.email = ?`),
      identity: prepareRows<AccountRow>(db, `${ACCOUNT_SQL} WHERE i.issuer = ? AND i.subject = ?`),
    }
    this.#hasAny = prepareRows<readonly [number]>(db, 'SELECT 1 FROM accounts LIMIT 1')
    this.#listMembers = prepareRows<MemberRow>(
      db,
      `SELECT ${ACCOUNT_COLUMNS}, m.workspace_id, m.project_id, m.role, m.created_at FROM memberships AS m
      JOIN accounts AS a ON a.id = m.account_id LEFT JOIN account_identities AS i ON i.account_id = a.id
      WHERE m.workspace_id = ? ORDER BY m.ordinal`,
    )
    this.#findSetupToken = prepareRows<readonly [hash: string, expiresAt: number]>(db, 'SELECT hash, expires_at FROM setup_token')
    this.#writes = prepareWrites(db)
  }

  hasAny(): boolean {
    return this.#hasAny.get() !== undefined
  }

  find(reference: AccountReference): Account | undefined {
    const row = this.#findRow(reference)
    return row === undefined ? undefined : toAccount(row)
  }

  listMembers(workspaceId: string): readonly Member[] {
    return this.#listMembers.all(workspaceId).map(toMember)
  }

  /** Throws `conflict` when the id, the address or the identity is taken. */
  insert(account: Account): void {
    if (this.find({ id: account.id }) !== undefined) throw new DomainError('conflict', { reason: 'the account exists already' })
    this.#refuseTaken(account)
    const { id, email, name, emailVerified, passwordHash, createdAt, updatedAt } = account
    this.#writes.insert.run(id, email, name, emailVerified ? 1 : 0, passwordHash ?? null, createdAt, updatedAt)
    this.#writeIdentity(account)
  }

  /** Throws `conflict` when the address or the identity is taken. */
  update(account: Account): void {
    this.#refuseTaken(account)
    const { id, email, name, emailVerified, passwordHash, updatedAt } = account
    this.#writes.update.run(email, name, emailVerified ? 1 : 0, passwordHash ?? null, updatedAt, id)
    this.#writes.removeIdentity.run(id)
    this.#writeIdentity(account)
  }

  findSetupToken(): SetupToken | undefined {
    const row = this.#findSetupToken.get()
    return row === undefined ? undefined : { hash: row[0], expiresAt: row[1] as Instant }
  }

  setSetupToken(token: SetupToken | undefined): void {
    this.#writes.removeSetupToken.run()
    if (token !== undefined) this.#writes.insertSetupToken.run(token.hash, token.expiresAt)
  }

  #findRow(reference: AccountReference): AccountRow | undefined {
    if ('id' in reference) return this.#find.id.get(reference.id)
    if ('email' in reference) return this.#find.email.get(reference.email)
    return this.#find.identity.get(reference.identity.issuer, reference.identity.subject)
  }

  #writeIdentity({ id, identity }: Account): void {
    if (identity !== undefined) this.#writes.insertIdentity.run(identity.issuer, identity.subject, id)
  }

  #refuseTaken({ id, email, identity }: Account): void {
    const isTaken = (reference: AccountReference): boolean => (this.find(reference)?.id ?? id) !== id
    if (isTaken({ email })) throw new DomainError('conflict', { reason: 'email: is taken', metadata: { field: 'email' } })
    if (identity !== undefined && isTaken({ identity })) {
      throw new DomainError('conflict', { reason: 'identity: is taken', metadata: { field: 'identity' } })
    }
  }
}

function prepareWrites(db: DatabaseSync) {
  return {
    insert: db.prepare(`INSERT INTO accounts (id, email, name, email_verified, password_hash, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`),
    update: db.prepare(
      'UPDATE accounts SET email = ?, name = ?, email_verified = ?, password_hash = ?, updated_at = ? WHERE id = ?',
    ),
    insertIdentity: db.prepare('INSERT INTO account_identities (issuer, subject, account_id) VALUES (?, ?, ?)'),
    removeIdentity: db.prepare('DELETE FROM account_identities WHERE account_id = ?'),
    insertSetupToken: db.prepare('INSERT INTO setup_token (only, hash, expires_at) VALUES (1, ?, ?)'),
    removeSetupToken: db.prepare('DELETE FROM setup_token'),
  }
}
