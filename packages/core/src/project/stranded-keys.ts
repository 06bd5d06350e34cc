import type { LiveKeyCount } from '../ports/project-store.ts'
import type { ProjectWarning } from './project-warning.ts'

/** Says how many live keys stop verifying with `what`; empty when there are none. */
export function strandedKeysWarning(counts: readonly LiveKeyCount[], what: string): readonly ProjectWarning[] {
  const live = counts.reduce((sum, count) => sum + count.live, 0)
  if (live === 0) return []
  const keys = live === 1 ? '1 live key was' : `${live} live keys were`
  return [{ kind: 'stranded_keys', message: `${keys} issued under ${what} and no longer verify` }]
}
