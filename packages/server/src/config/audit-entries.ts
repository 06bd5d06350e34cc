import { type ConfigEntry, durationRule } from './config-entry.ts'

const SHORTEST_RETENTION_MS = 24 * 60 * 60 * 1000

/** What is kept of what happened. */
export const auditEntries: readonly ConfigEntry[] = [
  {
    path: 'audit.retention',
    type: 'duration',
    reload: 'live',
    rule: durationRule((ms) => (ms >= SHORTEST_RETENTION_MS ? undefined : 'must be at least 24h')),
    description:
      'Audit events older than this are removed from the old end of their chain, which leaves a signed checkpoint. Left out: they are kept for ever.',
  },
]
