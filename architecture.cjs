// Who may import whom. This one table feeds the import check (.dependency-cruiser.cjs), the table in ARCHITECTURE.md and
// the test that breaks every fence. Tests may import anything, and nothing may import a test.

/**
 * @typedef {object} Place
 * @property {string} name
 * @property {string} path       Regular expression on the path from the root of the repository. No two places overlap.
 * @property {string} holds      One line for people.
 * @property {string[]} imports  Names of our places it may import besides itself.
 * @property {string[]} [lazily] Names of our places it may import with `import()` only.
 * @property {string[] | 'any'} packages  npm packages it may import.
 * @property {string[] | 'any'} node      Node built-ins it may import, without `node:`.
 */

/** Node built-ins without I/O, time or chance worth the name; `crypto` is for hashing and ciphers, `zlib` for CRC-32. */
const pureNode = ['buffer', 'crypto', 'net', 'zlib']

/** All of the core. */
const core = ['core', 'core/for clients']

/** @type {Place[]} */
const places = [
  {
    name: 'generators',
    path: '^packages/[^/]+/generate[^/]*[.]ts$',
    holds: 'scripts that write generated files; never part of a running process',
    imports: [...core, 'contract', 'server/config', 'cli', 'tools'],
    packages: ['openapi-typescript', 'commander', 'typebox'],
    node: 'any',
  },
  {
    name: 'core/for clients',
    path: '^packages/core/src/(macaroon/|verify/(scopes|ip-restriction)[^/]*[.]ts$)',
    holds: 'the rules that a client needs to verify and narrow a token without asking us',
    imports: [],
    packages: [],
    node: pureNode,
  },
  {
    name: 'core',
    path: '^packages/core/src/(?!macaroon/|verify/(scopes|ip-restriction)[^/]*[.]ts$)',
    holds: 'what is true about keys: no I/O, no clock, no chance, no framework',
    imports: ['core/for clients'],
    packages: [],
    node: pureNode,
  },
  {
    name: 'core/vectors',
    path: '^packages/core/vectors/',
    holds: 'examples that the tests of the core are held against',
    imports: core,
    packages: 'any',
    node: 'any',
  },
  {
    name: 'contract',
    path: '^packages/contract/src/',
    holds: 'what we promise on the wire',
    imports: [],
    packages: ['typebox'],
    node: ['fs', 'util'],
  },
  {
    name: 'server/adapters',
    path: '^packages/server/src/adapters/',
    holds: 'the ports, kept by a technology; an adapter folder never imports another, except `sql`',
    imports: core,
    packages: ['openid-client'],
    node: 'any',
  },
  {
    name: 'server/config',
    path: '^packages/server/src/config/',
    holds: 'file, environment and defaults, shaped once into what cannot be wrong',
    imports: [...core, 'contract'],
    packages: ['typebox', 'ajv', 'yaml'],
    node: 'any',
  },
  {
    name: 'server/project',
    path: '^packages/server/src/project/',
    holds: 'stored project to project ready to serve',
    imports: [...core, 'contract', 'server/config'],
    packages: ['typebox'],
    node: 'any',
  },
  {
    name: 'server/coherence',
    path: '^packages/server/src/coherence/',
    holds: 'how a change reaches every cache of every process',
    imports: [...core, 'contract'],
    packages: ['pino'],
    node: 'any',
  },
  {
    name: 'server/background',
    path: '^packages/server/src/background/',
    holds: 'what happens beside requests, each with a start and a stop',
    imports: [...core, 'contract'],
    packages: ['pino'],
    node: 'any',
  },
  {
    name: 'server/http/mapping',
    path: '^packages/server/src/http/mapping/',
    holds: 'the one place where wire names become ours and back',
    imports: [...core, 'contract'],
    packages: ['rfc6902'],
    node: pureNode,
  },
  {
    name: 'server/http/data-plane',
    path: '^packages/server/src/http/data-plane/',
    holds: 'handlers of the hot, reading calls',
    imports: [...core, 'contract', 'server/http/mapping', 'server/http'],
    packages: ['pino'],
    node: [...pureNode, 'http'],
  },
  {
    name: 'server/http/control-plane',
    path: '^packages/server/src/http/control-plane/',
    holds: 'handlers of the calls that change state',
    imports: [...core, 'contract', 'server/http/mapping', 'server/http'],
    packages: [],
    node: pureNode,
  },
  {
    name: 'server/http/console-api',
    path: '^packages/server/src/http/console-api/',
    holds: 'handlers of sign-in, sessions and accounts: what only a browser asks',
    imports: [...core, 'contract', 'server/http/mapping', 'server/http'],
    packages: [],
    node: pureNode,
  },
  {
    name: 'server/http',
    path: '^packages/server/src/http/(?!mapping/|data-plane/|control-plane/|console-api/)',
    holds: 'listener, pipeline, errors: what every call shares',
    imports: [...core, 'contract', 'server/http/mapping', 'server/project'],
    packages: ['fastify', 'ajv', 'typebox', 'pino'],
    node: 'any',
  },
  {
    name: 'server/telemetry',
    path: '^packages/server/src/telemetry/',
    holds: 'what is counted, logged and traced; nothing that is watched knows of it',
    imports: [...core, 'server/http'],
    packages: [
      'pino',
      'prom-client',
      '@opentelemetry/api',
      '@opentelemetry/core',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace',
    ],
    node: 'any',
  },
  {
    name: 'server/composition',
    path: '^packages/server/src/composition/',
    holds: 'the only folder that constructs adapters',
    imports: [
      ...core,
      'contract',
      'server/version',
      'server/adapters',
      'server/config',
      'server/project',
      'server/background',
      'server/coherence',
      'server/http',
      'server/http/mapping',
      'server/http/data-plane',
      'server/http/control-plane',
      'server/http/console-api',
      'server/telemetry',
    ],
    packages: ['pino', 'fastify'],
    node: 'any',
  },
  {
    name: 'server/version',
    path: '^packages/server/src/version[^/]*[.]ts$',
    holds: 'which server this is',
    imports: [],
    packages: [],
    node: ['fs'],
  },
  {
    name: 'server/main',
    path: '^packages/server/src/(?!version)[^/]+[.]ts$',
    holds: 'how a server is started, and what the command line administers without one',
    imports: [
      ...core,
      'contract',
      'server/version',
      'server/composition',
      'server/config',
      'server/project',
      'server/background',
      'server/coherence',
      'server/http',
      'server/adapters',
    ],
    packages: ['pino'],
    node: 'any',
  },
  {
    name: 'sdk',
    path: '^packages/sdk/src/',
    holds: 'the TypeScript client; offline verification and attenuation',
    imports: ['contract', 'core/for clients'],
    packages: ['jose'],
    node: [],
  },
  {
    name: 'cli/launchers',
    path: '^packages/cli/src/launchers/',
    holds: 'the commands that need the server on this machine',
    imports: ['sdk', 'cli'],
    lazily: ['server/main'],
    packages: ['commander'],
    node: 'any',
  },
  {
    name: 'cli',
    path: '^packages/cli/src/(?!launchers/)',
    holds: 'the `latchkey` command; everything else is an SDK call',
    imports: ['sdk', 'cli/launchers'],
    packages: ['commander', 'yaml'],
    node: 'any',
  },
  {
    name: 'testkit',
    path: '^packages/testkit/',
    holds: 'conformance suites per port, builders, fakes; never shipped',
    imports: [
      ...core,
      'contract',
      'server/main',
      'server/composition',
      'server/adapters',
      'server/config',
      'server/http',
      'server/project',
      'sdk',
    ],
    packages: 'any',
    node: 'any',
  },
  {
    name: 'e2e',
    path: '^e2e/',
    holds: 'the same cases through every client; the proofs of the bars',
    imports: [...core, 'core/vectors', 'contract', 'server/main', 'server/config', 'sdk', 'cli', 'testkit', 'tools'],
    packages: 'any',
    node: 'any',
  },
  {
    name: 'bench',
    path: '^bench/',
    holds: 'the benchmark suite and its peers',
    imports: [...core, 'contract', 'server/main', 'server/composition', 'server/adapters', 'server/config', 'sdk', 'testkit'],
    packages: 'any',
    node: 'any',
  },
  {
    name: 'tools',
    path: '^(tools/|[^/]+[.]cjs$)',
    holds: 'generators and checks of this repository',
    imports: [],
    packages: ['typescript', 'dependency-cruiser'],
    node: 'any',
  },
]

module.exports = { places }
