import { isDeepStrictEqual } from 'node:util'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Account, AccountReference, SetupToken } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { ACCOUNT_COLUMNS, type AccountRow, toAccount } from './account-rows.ts'
import type { SqlReader, SqlSession } from './sql-database.ts'
import { isStorable } from './storable-text.ts'
import { updateUnlessTaken } from './taken-name.ts'

/** The row is always there. */
type SetupRow = readonly [hash: string | null, expiresAt: number | null]

const SETUP = 'SELECT hash, expires_at FROM setup_token WHERE only_row = 1'
const SELECT = `SELECT ${ACCOUNT_COLUMNS} FROM accounts AS a LEFT JOIN account_identities AS i ON i.account_id = a.id`
const INSERT = `INSERT INTO accounts (id, email, name, email_verified, password_hash, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)`
const UPDATE = 'UPDATE accounts SET email = ?, name = ?, email_verified = ?, password_hash = ?, updated_at = ? WHERE id = ?'

export async function findAccount(reader: SqlReader, reference: AccountReference): Promise<Account | undefined> {
  const row = isStorable(...textsOf(reference)) ? await findRow(reader, reference) : undefined
  return row === undefined ? undefined : toAccount(row)
}

/** Throws `not_found`. */
export async function getAccount(reader: SqlReader, id: string): Promise<Account> {
  const account = await findAccount(reader, { id })
  if (account === undefined) throw new DomainError('not_found', { reason: 'account not found' })
  return account
}

export const hasAccounts = async (reader: SqlReader): Promise<boolean> =>
  (await reader.get('SELECT 1 FROM accounts LIMIT 1')) !== undefined

/** Throws `conflict` when the id, the address or the identity is taken. */
export async function insertAccount(session: SqlSession, account: Account): Promise<void> {
  const { id, email, name, emailVerified, passwordHash, createdAt, updatedAt } = account
  const values = [id, email, name, emailVerified ? 1 : 0, passwordHash ?? null, createdAt, updatedAt]
  if (!(await session.insertNew(INSERT, values))) {
    const isKnown = (await findAccount(session, { id })) !== undefined
    throw isKnown ? new DomainError('conflict', { reason: 'the account exists already' }) : isTaken('email')
  }
  await insertIdentity(session, account)
}

/** Throws `conflict` when the address or the identity is taken. */
export async function updateAccount(session: SqlSession, before: Account, after: Account): Promise<void> {
  const { id, email, name, emailVerified, passwordHash, updatedAt } = after
  const values = [email, name, emailVerified ? 1 : 0, passwordHash ?? null, updatedAt, id]
  const update = (): Promise<number> => session.run(UPDATE, values)
  if (email === before.email) await update()
  else {
    await updateUnlessTaken(session, update, async () => {
      const holder = await findAccount(session, { email })
      return holder === undefined || holder.id === id ? undefined : isTaken('email')
    })
  }
  if (isDeepStrictEqual(before.identity, after.identity)) return
  await session.run('DELETE FROM account_identities WHERE account_id = ?', [id])
  await insertIdentity(session, after)
}

export async function findSetupToken(reader: SqlReader): Promise<SetupToken | undefined> {
  const row = await reader.get<SetupRow>(SETUP)
  const [hash, expiresAt] = row ?? [null, null]
  return hash === null || expiresAt === null ? undefined : { hash, expiresAt: expiresAt as Instant }
}

/** Waits until nobody else is making the first account, and keeps others from it until the commit. */
export async function lockSetup(session: SqlSession): Promise<void> {
  await session.get<SetupRow>(`${SETUP} FOR UPDATE`)
}

export async function writeSetupToken(session: SqlSession, token: SetupToken | undefined): Promise<void> {
  const text = 'UPDATE setup_token SET hash = ?, expires_at = ? WHERE only_row = 1'
  await session.run(text, [token?.hash ?? null, token?.expiresAt ?? null])
}

function textsOf(reference: AccountReference): readonly string[] {
  if ('identity' in reference) return [reference.identity.issuer, reference.identity.subject]
  return ['id' in reference ? reference.id : reference.email]
}

function findRow(reader: SqlReader, reference: AccountReference): Promise<AccountRow | undefined> {
  if ('id' in reference) return reader.get<AccountRow>(`${SELECT} WHERE a.id = ?`, [reference.id])
  if ('email' in reference) return reader.get<AccountRow>(`${SELECT} WHERE a.email = ?`, [reference.email])
  const { issuer, subject } = reference.identity
  return reader.get<AccountRow>(`${SELECT} WHERE i.issuer = ? AND i.subject = ?`, [issuer, subject])
}

async function insertIdentity(session: SqlSession, { id, identity }: Account): Promise<void> {
  if (identity === undefined) return
  const text = 'INSERT INTO account_identities (issuer, subject, account_id) VALUES (?, ?, ?)'
  if (!(await session.insertNew(text, [identity.issuer, identity.subject, id]))) throw isTaken('identity')
}

const isTaken = (field: 'email' | 'identity'): DomainError =>
  new DomainError('conflict', { reason: `${field}: is taken`, metadata: { field } })
