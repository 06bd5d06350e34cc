import { codeOf } from './durable-file.ts'
import { refused } from './inspect-backup.ts'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not open or write it',
  EPERM: 'this user may not open or write it',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'it does not lie in a folder',
  EISDIR: 'it is a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
}

/** Turns what the operating system or SQLite says about a file into a refusal that a person can act on. */
export async function explainFileFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explained(error)
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ERR_SQLITE_ERROR') return refused('the database cannot be used', error)
  const code = codeOf(error)
  if (code === undefined) return error
  const path = 'path' in error ? `${error.path}: ` : ''
  return refused(`${path}${REASONS[code] ?? 'the file cannot be used'} (${code})`, error)
}
