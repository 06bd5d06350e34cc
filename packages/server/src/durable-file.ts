import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

/** An empty file that only its owner can read. Throws EEXIST when there is one. */
export const createPrivately = (file: string): void => closeSync(openSync(file, 'wx', 0o600))

/** Brings the content of a file to the disk. */
export const syncFile = (file: string): void => syncDescriptorOf(file, 'r+')

/** Brings the names in a folder to the disk. */
export const syncFolderOf = (file: string): void => syncDescriptorOf(dirname(file), 'r')

/** Gives a finished draft its name, instead of what had it: whoever looks sees the one or the other, never a part. */
export function replaceFile(draft: string, file: string): void {
  renameSync(draft, file)
  syncFolderOf(file)
}

/** Gives a finished draft its name when nobody has it. False when somebody does. */
export function placeFile(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  rmSync(draft)
  syncFolderOf(file)
  return true
}

/** The code of an error of the operating system; `undefined` for any other. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error ? error.code : undefined

function syncDescriptorOf(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
