import { DomainError } from '@latchkey/core/errors/domain-error'
import type { SqlSession } from './sql-database.ts'

/**
 * Runs an UPDATE that gives a row a name which must be its own on the whole server. `findConflict` says who has the name
 * already; it is asked again when the constraint refuses, for then somebody on another instance was faster.
 */
export async function updateUnlessTaken(
  session: SqlSession,
  update: () => Promise<number>,
  findConflict: () => Promise<DomainError | undefined>,
): Promise<void> {
  const known = await findConflict()
  if (known !== undefined) throw known
  try {
    await session.attempt(update)
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw (await findConflict()) ?? error
  }
}
