import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { UsageError } from '../exit-code.ts'

/** How far a run has come. Written after every chunk; holds no secrets. */
export interface ImportProgress {
  /** SHA-256 of the input: a changed file is another import. */
  readonly inputDigest: string
  /** Where the keys go to: a digest of the endpoint and the API key, which may name the project. */
  readonly target: string
  /** Every row up to here has its outcome. */
  readonly rowsDone: number
  readonly imported: number
  readonly alreadyImported: number
  readonly failed: number
  /** How much of the file of failed rows belongs to these rows. */
  readonly failedRowsBytes: number
}

const OWNER_ONLY = 0o600
const VERSION = 1

export const progressFileOf = (inputFile: string): string => `${inputFile}.latchkey-progress`

/** `undefined` when there is none. */
export async function readProgress(file: string): Promise<ImportProgress | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return parseProgress(text, file)
}

/** Replaces the file in one step: a run that is killed leaves the old or the new state, never half of one. */
export async function writeProgress(file: string, progress: ImportProgress): Promise<void> {
  const next = `${file}.next`
  await writeFile(next, `${JSON.stringify({ version: VERSION, ...progress })}\n`, { mode: OWNER_ONLY, flush: true })
  await rename(next, file)
}

export const removeProgress = (file: string): Promise<void> => rm(file, { force: true })

function parseProgress(text: string, file: string): ImportProgress {
  try {
    const value = JSON.parse(text) as Partial<ImportProgress> & { version?: unknown }
    const counts = [value.rowsDone, value.imported, value.alreadyImported, value.failed, value.failedRowsBytes]
    const isWhole = value.version === VERSION && counts.every(Number.isSafeInteger)
    if (isWhole && typeof value.inputDigest === 'string' && typeof value.target === 'string') return value as ImportProgress
  } catch {
    // Falls through to the refusal.
  }
  throw new UsageError(`${file} is not a progress file of this version; --restart ignores it`)
}
