import { writeFile } from 'node:fs/promises'
import { UsageError } from './exit-code.ts'

/** Writes a new file that only its owner can read; never over an existing one. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new UsageError(
      code === 'EEXIST' ? `--output: ${file} exists` : `--output: cannot write ${file} (${code ?? 'unknown error'})`,
    )
  }
}
