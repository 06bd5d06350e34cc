import type { LiveKeyCount } from '../ports/project-store.ts'
import type { ProjectWarning } from './project-warning.ts'

/** Says how many live keys stop verifying with `what`; empty when there are none. */
export function strandedKeysWarning(counts: readonly LiveKeyCount[], what: string): readonly ProjectWarning[] {
  const live = counts.reduce((sum, count) => sum + count.live, 0)
  if (live === 0) return []
  const message =
    live === 1
      ? `1 live key was issued under ${what} and no longer verifies`
      : `${live} live keys were issued under ${what} and no longer verify`
  return [{ kind: 'stranded_keys', message }]
}
