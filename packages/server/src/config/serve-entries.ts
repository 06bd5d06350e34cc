import { canonicalCidr, canonicalIp } from '@latchkey/core/verify/ip-restriction'
import { type ConfigEntry, textRule } from './config-entry.ts'
import { loadEntries } from './load-entries.ts'

const PORT_MAX = 65_535

const hostRule = textRule((text) =>
  /^[A-Za-z0-9.:_-]{1,253}$/.test(text) ? undefined : 'must be a host name or an IP address without a port',
)
const domainRule = textRule((text) =>
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(text) && text.length <= 253
    ? undefined
    : 'must be a domain name in lower case without a port',
)
const rangeRule = textRule((text) =>
  (canonicalCidr(text) ?? canonicalIp(text)) === undefined ? 'must be an address or a CIDR range such as 10.0.0.0/8' : undefined,
)

/** What listens where, and whom it believes. */
export const serveEntries: readonly ConfigEntry[] = [
  {
    path: 'serve.http.host',
    type: 'string',
    default: '0.0.0.0',
    reload: 'restart',
    rule: hostRule,
    description: 'Address the API listens on.',
  },
  {
    path: 'serve.http.port',
    type: 'integer',
    default: 4420,
    minimum: 0,
    maximum: PORT_MAX,
    reload: 'restart',
    description: 'Port of the API; 0 takes a free one.',
  },
  {
    path: 'serve.http.project_domain',
    type: 'string',
    default: 'projects.localhost',
    reload: 'restart',
    rule: domainRule,
    description:
      'Projects answer at `<slug>.<this domain>`. Project URLs begin with `http://` and carry the port when it ends in `localhost`, and begin with `https://` otherwise.',
  },
  {
    path: 'serve.http.hosts',
    type: 'list of strings',
    default: [],
    reload: 'restart',
    rule: domainRule,
    description:
      "Domain names of the server itself. When any are given, a request to a domain that is neither one of these nor a project's is answered 404. Addresses and names without a dot, such as `localhost`, are always the server's.",
  },
  {
    path: 'serve.http.trusted_proxies',
    type: 'list of strings',
    default: [],
    reload: 'live',
    rule: rangeRule,
    description:
      'Addresses and CIDR ranges of the proxies whose client address headers and `X-Forwarded-Proto` are believed. Empty: nobody is believed.',
  },
  {
    path: 'serve.http.client_ip_source',
    type: 'enum',
    default: 'CLIENT_IP_SOURCE_UNSPECIFIED',
    reload: 'live',
    values: [
      'CLIENT_IP_SOURCE_UNSPECIFIED',
      'CLIENT_IP_SOURCE_REMOTE_ADDR',
      'CLIENT_IP_SOURCE_CF_CONNECTING_IP',
      'CLIENT_IP_SOURCE_X_FORWARDED_FOR',
      'CLIENT_IP_SOURCE_X_REAL_IP',
      'CLIENT_IP_SOURCE_TRUE_CLIENT_IP',
    ],
    description:
      'Where the address of a client is read. A header is only believed from `serve.http.trusted_proxies`; unspecified is the socket.',
  },
  {
    path: 'serve.http.workers',
    type: 'integer',
    default: 1,
    minimum: 0,
    maximum: 256,
    reload: 'restart',
    description:
      'Threads that answer requests, all on the same port; 0 is one per core that the process may use. See `docs/operate/workers.md`.',
  },
  {
    path: 'serve.http.trust_forwarded_host',
    type: 'boolean',
    default: false,
    reload: 'live',
    description: 'Whether `X-Forwarded-Host` of a trusted proxy names the project instead of `Host`.',
  },
  {
    path: 'serve.http.request_log.exclude_health_endpoints',
    type: 'boolean',
    default: false,
    reload: 'live',
    description: 'Leaves health checks out of the request log.',
  },
  ...loadEntries,
  ...corsEntries(),
  {
    path: 'serve.metrics.host',
    type: 'string',
    default: '0.0.0.0',
    reload: 'restart',
    rule: hostRule,
    description: 'Address that health checks and metrics listen on.',
  },
  {
    path: 'serve.metrics.port',
    type: 'integer',
    default: 4422,
    minimum: 0,
    maximum: PORT_MAX,
    reload: 'restart',
    description: 'Port of health checks and metrics; 0 takes a free one.',
  },
  {
    path: 'serve.admin_auth',
    type: 'enum',
    values: ['access_keys', 'none'],
    default: 'access_keys',
    reload: 'restart',
    description:
      'How callers of the admin surface are recognised: by project and workspace API keys, or not at all because a proxy in front does it. `none` is refused on anything but a loopback address.',
  },
  {
    path: 'serve.accept_unauthenticated_admin',
    type: 'boolean',
    default: false,
    reload: 'restart',
    description:
      'Allows `serve.admin_auth: none` on an address that others can reach: whoever reaches the server may do everything.',
  },
]

function corsEntries(): readonly ConfigEntry[] {
  const text = { type: 'list of strings', reload: 'live', unused: true } as const
  return [
    {
      path: 'serve.http.cors.enabled',
      type: 'boolean',
      default: false,
      reload: 'live',
      unused: true,
      description: 'Answers cross-origin requests of browsers.',
    },
    { ...text, path: 'serve.http.cors.allowed_origins', default: ['*'], description: 'Origins that may call.' },
    {
      ...text,
      path: 'serve.http.cors.allowed_methods',
      default: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      description: 'Methods that may be used.',
    },
    {
      ...text,
      path: 'serve.http.cors.allowed_headers',
      default: ['Authorization', 'Content-Type'],
      description: 'Request headers that may be sent.',
    },
    {
      ...text,
      path: 'serve.http.cors.exposed_headers',
      default: ['Content-Type'],
      description: 'Response headers that scripts may read.',
    },
    {
      path: 'serve.http.cors.allow_credentials',
      type: 'boolean',
      default: false,
      reload: 'live',
      unused: true,
      description: 'Lets browsers send cookies along.',
    },
    {
      path: 'serve.http.cors.max_age',
      type: 'integer',
      default: 0,
      minimum: 0,
      maximum: 86_400,
      unit: 'seconds',
      reload: 'live',
      unused: true,
      description: 'How long a browser may remember a preflight answer.',
    },
    {
      path: 'serve.http.cors.debug',
      type: 'boolean',
      default: false,
      reload: 'live',
      unused: true,
      description: 'Logs cross-origin decisions.',
    },
  ]
}
