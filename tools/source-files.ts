// Finds the files of this repository that people wrote.
import { globSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryRoot = resolve(fileURLToPath(import.meta.url), '../..')

const ignoredFolders = new Set(['node_modules', 'dist', '.git', 'data'])

/** Paths relative to the repository with forward slashes, sorted; installed and built files are left out. */
export function listFiles(patterns: readonly string[], root = repositoryRoot): string[] {
  const found = globSync([...patterns], { cwd: root, exclude: (path) => ignoredFolders.has(path.split(/[\\/]/).at(-1) ?? '') })
  return found
    .filter((path) => statSync(join(root, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}
