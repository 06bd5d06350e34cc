import { DomainError } from '@latchkey/core/errors/domain-error'
import { databaseUnavailable } from '../sql/outage-circuit.ts'

/** An answer did not come in time. The connection is gone with the question. */
export class DeadlinePassed extends Error {
  constructor() {
    super('the database did not answer in time')
    this.name = 'DeadlinePassed'
  }
}

/** The connection was closed by the other side, or by us. */
export class ConnectionBroken extends Error {
  constructor(cause?: unknown) {
    super('the connection to the database broke', { cause })
    this.name = 'ConnectionBroken'
  }
}

/** What the server answered instead of rows. Its own words may quote a value, so that only its numbers are kept. */
export class MysqlRefusal extends Error {
  readonly errno: number
  readonly sqlState: string

  constructor({ errno, code, sqlState }: ServerError, text: string) {
    super(`the database refused a statement with ${errno} ${code ?? ''}: ${text.slice(0, 200)}`)
    this.name = 'MysqlRefusal'
    this.errno = errno
    this.sqlState = sqlState ?? ''
  }
}

interface ServerError extends Error {
  readonly errno: number
  readonly code?: string
  readonly sqlState?: string
}

// Numbers of errors, the same in MariaDB and MySQL (https://mariadb.com/kb/en/mariadb-error-codes/).
const DUPLICATE_ENTRY = 1062
/** A deadlock, and a row that changed since the snapshot. */
const ofTheTransaction = new Set([1213, 1020])
/** Shutting down, killed, and closed for being idle (MySQL): the connection goes with them. */
const ofTheConnection = new Set([1053, 1927, 4031])
/** A table, a column or an index is there already, or gone. */
const ofDoneAlready = new Set([1050, 1060, 1061, 1051, 1091])
/** SQLSTATE classes of what is wrong with a statement or its values: those are bugs here. */
const statesOfTheStatement = new Set(['21', '22', '23', '42'])
/** Of those classes, yet about the account, its rights and its limits. */
const ofTheAccount = new Set([1044, 1045, 1142, 1143, 1203, 1226, 1227, 1370])
/** Of no class: a column without a value, a wrong value for a column. */
const ofTheValues = new Set([1364, 1366])

/** Gives each failure of the driver one of our own shapes. */
export function asFailure(error: unknown, text: string): Error {
  if (isServerError(error) && !ofTheConnection.has(error.errno)) return new MysqlRefusal(error, text)
  return new ConnectionBroken(error)
}

const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && 'sqlState' in error && 'errno' in error && typeof error.errno === 'number'

/** An outage as callers know it. What is wrong with the statement or its values passes through unchanged. */
export function asServiceUnavailable(failure: unknown): unknown {
  const isOutage = failure instanceof MysqlRefusal ? !isOfTheStatement(failure) : isOfTheWay(failure)
  return isOutage ? databaseUnavailable(failure) : failure
}

const isOfTheWay = (failure: unknown): boolean => failure instanceof DeadlinePassed || failure instanceof ConnectionBroken

const isOfTheStatement = ({ errno, sqlState }: MysqlRefusal): boolean =>
  ofTheValues.has(errno) || (statesOfTheStatement.has(sqlState.slice(0, 2)) && !ofTheAccount.has(errno))

export const isDuplicateEntry = (error: unknown): boolean => error instanceof MysqlRefusal && error.errno === DUPLICATE_ENTRY

/** Whether a statement that changes a table was refused because it has been done. */
export const isDoneAlready = (error: unknown): boolean => error instanceof MysqlRefusal && ofDoneAlready.has(error.errno)

/** Why an outage was reported; `undefined` for everything that is none, and when the database was not even asked. */
const causeOf = (error: unknown): unknown =>
  error instanceof DomainError && error.code === 'service_unavailable' ? error.cause : undefined

/** The engine has broken the transaction off; it may simply run again. */
export const isRetryable = (error: unknown): boolean => isDeadlock(causeOf(error))

/** The same of a failure that was not yet handed on. */
export const isDeadlock = (failure: unknown): boolean => failure instanceof MysqlRefusal && ofTheTransaction.has(failure.errno)

/** Whether a database that is well said that it cannot do its work. */
export const isRefusal = (error: unknown): boolean => causeOf(error) instanceof MysqlRefusal && !isRetryable(error)

/** Whether the connection can no longer be used. */
export const isConnectionLost = (error: unknown): boolean => isOfTheWay(causeOf(error))

/** Whether the connection broke, which an idle one does when the server restarts, rather than that nobody answered. */
export const isBroken = (error: unknown): boolean => causeOf(error) instanceof ConnectionBroken
