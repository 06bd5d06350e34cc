import { collectorUrl } from './collector-url.ts'
import { type ConfigEntry, textRule } from './config-entry.ts'

/** What operators see and sell: logs, traces, plans, quotas, fixed networks. */
export const operationsEntries: readonly ConfigEntry[] = [
  {
    path: 'log.level',
    type: 'enum',
    values: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    reload: 'restart',
    description: 'Least important messages that are logged.',
  },
  {
    path: 'log.format',
    type: 'enum',
    values: ['json', 'text'],
    default: 'json',
    reload: 'restart',
    description: 'How log lines are written.',
  },
  {
    path: 'log.requests',
    type: 'enum',
    values: ['all', 'without_verifications', 'none'],
    default: 'without_verifications',
    reload: 'live',
    description:
      'Which requests get a line each at level `info`. A line costs more than a verification: by default single verifications have theirs at level `debug`.',
  },
  ...tracingEntries(),
  {
    path: 'quota.api_keys_max',
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000_000_000,
    reload: 'live',
    description:
      'Keys that are not revoked which a project on the default plan may hold, issued and imported together. Left out: no limit.',
  },
  {
    path: 'plans',
    type: 'list of plans',
    default: [],
    reload: 'live',
    description:
      'Plans that workspaces may have (the one named `default` is that of all who have no other), each with `name`, `api_keys_max`, `projects_max` (left out: no limit), `cache` and `rate_limit` (left out: true), and `api_rate_limits` of `quota` and `window` for `verify`, `read`, `write` and `public` (left out: no limit).',
  },
  {
    path: 'multitenancy.enabled',
    type: 'boolean',
    default: false,
    reload: 'restart',
    description: 'Serves the projects of `multitenancy.networks` beside the others.',
  },
  {
    path: 'multitenancy.networks',
    type: 'list of networks',
    default: [],
    reload: 'restart',
    description:
      'Projects with a fixed id, each with `hostname`, `id` (a UUID in lower case) and `config_path`: a file with `credentials`, `secrets`, `cache` and `rate_limit` of that project. Several entries may share an id.',
  },
]

function tracingEntries(): readonly ConfigEntry[] {
  const base = { reload: 'restart' } as const
  return [
    { ...base, path: 'tracing.enabled', type: 'boolean', default: false, description: 'Sends traces, by OTLP over HTTP.' },
    {
      ...base,
      path: 'tracing.service_name',
      type: 'string',
      default: 'latchkey',
      description: 'Name of this service in traces.',
    },
    {
      ...base,
      path: 'tracing.service_version',
      type: 'string',
      description: "Version of this service in traces. Left out: the server's own.",
    },
    {
      ...base,
      path: 'tracing.environment',
      type: 'string',
      default: 'development',
      description: 'Environment of this service in traces.',
    },
    { ...base, path: 'tracing.exporter', type: 'enum', values: ['otlp'], default: 'otlp', description: 'How traces are sent.' },
    {
      ...base,
      path: 'tracing.endpoint',
      type: 'string',
      default: 'http://localhost:4318',
      description:
        'Collector that takes OTLP over HTTP: a URL, or host and port. Without a path traces go to `/v1/traces` there.',
      rule: textRule((text) =>
        collectorUrl(text) === undefined
          ? 'must be an http or https URL without user and password, or a host and a port'
          : undefined,
      ),
    },
    {
      ...base,
      path: 'tracing.sample_rate',
      type: 'number',
      default: 0.001,
      minimum: 0,
      maximum: 1,
      description: 'Share of the requests that begin a trace here. Those that continue a trace are recorded when that is.',
    },
  ]
}
