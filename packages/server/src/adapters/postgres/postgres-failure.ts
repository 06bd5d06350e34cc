import { DomainError } from '@latchkey/core/errors/domain-error'
import { DatabaseError } from 'pg'
import { databaseUnavailable } from '../sql/outage-circuit.ts'

// Classes of SQLSTATE (PostgreSQL, appendix A) that say what is wrong with a statement or its values: those are bugs here.
// What a trigger or a function of the operator raises (38, 39, P0) is none of that: the database refuses to do its work.
const ofTheStatement = new Set(['21', '22', '23', '34', '3F', '42', '44'])
// A pooler that gives out a connection per transaction: the statement was prepared on another one.
const ofPreparing = new Set(['26000', '42P05'])
const ofRestarts = new Set(['57P01', '57P02', 'ECONNRESET', 'EPIPE'])

const POOLER_ADVICE = 'a pooler gives out a connection per transaction: add prepared_statements=false to db.dsn'

/** An outage as callers know it. What is wrong with the statement passes through unchanged. */
export const asServiceUnavailable = (error: unknown): unknown =>
  isOfTheServer(error) && !isOfTheStatement(error) ? asUnreachable(error) : error

/** The outage that this is a sign of; where the DSN does not fit a pooler, the operator reads so. */
export const asUnreachable = (error: unknown): DomainError => databaseUnavailable(isOfAPooler(error) ? advised(error) : error)

/** Statements prepared on another connection, and settings that a session cannot begin with (PgBouncer). */
const isOfAPooler = (error: unknown): error is DatabaseError =>
  isOfPreparing(error) || (error instanceof DatabaseError && error.message.startsWith('unsupported startup parameter'))

/** Whether a statement was not there that should have been prepared, or was already. */
export const isOfPreparing = (error: unknown): error is DatabaseError =>
  error instanceof DatabaseError && ofPreparing.has(error.code ?? '')

function advised({ message, length, name, code, severity }: DatabaseError): DatabaseError {
  return Object.assign(new DatabaseError(`${message}; ${POOLER_ADVICE}`, length, name), { code, severity })
}

/** Sockets and the driver throw plain errors; what is more special comes from elsewhere. */
const isOfTheServer = (error: unknown): boolean =>
  error instanceof DatabaseError || error instanceof AggregateError || (error instanceof Error && error.constructor === Error)

/** What the database answered although it is well; everything else is a lost connection, a deadline or a server in trouble. */
const isOfTheStatement = (error: unknown): boolean =>
  error instanceof DatabaseError && ofTheStatement.has(error.code?.slice(0, 2) ?? '') && !isOfPreparing(error)

/** Why an outage was reported; `undefined` for everything that is none, and when the database was not even asked. */
const causeOf = (error: unknown): unknown =>
  error instanceof DomainError && error.code === 'service_unavailable' ? error.cause : undefined

/** Whether nobody answered, for whatever reason. */
export const isOutage = (error: unknown): boolean => error instanceof DomainError && error.code === 'service_unavailable'

/** Whether a database that is well said that it cannot do its work. */
export const isRefusal = (error: unknown): boolean =>
  causeOf(error) instanceof DatabaseError && !isConnectionLost(error) && !isRetryable(error)

/** Serialisation failure or deadlock: the transaction may simply run again. */
export function isRetryable(error: unknown): boolean {
  const cause = causeOf(error)
  return cause instanceof DatabaseError && (cause.code === '40001' || cause.code === '40P01')
}

/** Whether the connection can no longer be trusted: its next answer may be one to an older question. */
export function isConnectionLost(error: unknown): boolean {
  const cause = causeOf(error)
  if (cause instanceof DatabaseError) return cause.severity === 'FATAL'
  return cause !== undefined
}

/** Whether the connection broke, which an idle one does when the server restarts, rather than that nobody answered. */
export function isBroken(error: unknown): boolean {
  const cause = causeOf(error)
  if (!(cause instanceof Error)) return false
  return ofRestarts.has('code' in cause ? String(cause.code) : '') || cause.message === 'Connection terminated unexpectedly'
}
