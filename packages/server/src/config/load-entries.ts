import { type ConfigEntry, durationRule } from './config-entry.ts'

/** A duration from `shortestMs` to `longestMs`, said as `words`. */
const from = (shortestMs: number, longestMs: number, words: string) =>
  durationRule((ms) => (ms >= shortestMs && ms <= longestMs ? undefined : `must be from ${words}`))

/** What is taken on under overload, and how a stop lets go of callers. */
export const loadEntries: readonly ConfigEntry[] = [
  {
    path: 'serve.http.admission.enabled',
    type: 'boolean',
    default: true,
    reload: 'restart',
    description:
      'Whether requests are refused with 503 and `Retry-After` when more come than can be answered. Revocations and health checks are taken on first.',
  },
  {
    path: 'serve.http.admission.max_delay',
    type: 'duration',
    default: '10ms',
    reload: 'restart',
    rule: from(1, 1000, '1ms to 1s'),
    description:
      'How much work one turn of the event loop takes on under overload. What is accepted is answered within a few times that; longer means more work in larger portions.',
  },
  {
    path: 'serve.http.admission.max_in_flight',
    type: 'integer',
    default: 1024,
    minimum: 16,
    maximum: 65_536,
    reload: 'restart',
    description:
      'Verifications under way at once; administration may have half as many, revocations a quarter of their own. Beyond a quarter of them, one project may have as many as are left free.',
  },
  {
    path: 'serve.http.admission.max_connections',
    type: 'integer',
    default: 10_000,
    minimum: 16,
    maximum: 1_000_000,
    reload: 'restart',
    description: 'Connections to the API at once; further ones are closed as they come.',
  },
  {
    path: 'serve.http.drain.announce',
    type: 'duration',
    default: '1s',
    reload: 'restart',
    rule: from(0, 300_000, '0s to 5m'),
    description:
      'How long a server that was told to stop answers on while `/health/ready` says 503. Longer than a load balancer needs to notice: its check interval times the failures it waits for.',
  },
  {
    path: 'serve.http.drain.timeout',
    type: 'duration',
    default: '8s',
    reload: 'restart',
    rule: from(100, 600_000, '100ms to 10m'),
    description: 'How long requests under way may take after the announcement; then their connections are closed.',
  },
]
