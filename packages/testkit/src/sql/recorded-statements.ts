import type { Planning, SqlDatabase, SqlReader, SqlRow, SqlSession, SqlValue } from '@latchkey/server/adapters/sql/sql-database'

type Statements = Pick<
  SqlDatabase,
  'dialect' | 'verification' | 'administration' | 'transact' | 'isHealthy' | 'isWaitedFor' | 'isRefusal'
>

/** The same database, which notes the text of every statement. */
export function recordStatements(database: Statements, texts: Set<string>): Statements {
  return {
    dialect: database.dialect,
    verification: recordReader(database.verification, texts),
    administration: recordReader(database.administration, texts),
    transact: (work) => database.transact((session) => work(recordSession(session, texts))),
    isHealthy: () => database.isHealthy(),
    isWaitedFor: () => database.isWaitedFor(),
    isRefusal: (error) => database.isRefusal(error),
  }
}

const recordReader = (reader: SqlReader, texts: Set<string>): SqlReader => ({
  all<Row extends SqlRow>(text: string, values?: readonly SqlValue[], planning?: Planning) {
    texts.add(text)
    return reader.all<Row>(text, values, planning)
  },
  get<Row extends SqlRow>(text: string, values?: readonly SqlValue[]) {
    texts.add(text)
    return reader.get<Row>(text, values)
  },
})

const recordSession = (session: SqlSession, texts: Set<string>): SqlSession => ({
  ...recordReader(session, texts),
  run(text, values) {
    texts.add(text)
    return session.run(text, values)
  },
  insertNew(text, values) {
    texts.add(text)
    return session.insertNew(text, values)
  },
  attempt: (work) => session.attempt(work),
})
