// Who may import whom. This one table feeds the import check (.dependency-cruiser.cjs), the table in ARCHITECTURE.md and
// the test that breaks every fence. Tests may import anything, and nothing may import a test.

const { core, pureNode, serverPlaces } = require('./architecture-server.cjs')

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
    path: '^packages/core/src/(macaroon/|access/(roles|access-permissions)[.]ts$|events/audit-event-names[.]ts$|key/duration[.]ts$|verify/(scopes|ip-restriction)[^/]*[.]ts$)',
    holds: 'what a client needs to verify and narrow a token, and to know what roles may do and what is recorded',
    imports: [],
    packages: [],
    node: pureNode,
  },
  {
    name: 'core',
    path: '^packages/core/src/(?!macaroon/|access/(roles|access-permissions)[.]ts$|events/audit-event-names[.]ts$|key/duration[.]ts$|verify/(scopes|ip-restriction)[^/]*[.]ts$)',
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
  ...serverPlaces,
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
    name: 'console',
    path: '^packages/console/',
    holds: 'the web console: pages that speak to the server through the SDK',
    imports: ['sdk', 'contract', 'core/for clients'],
    packages: [
      'react',
      'react-dom',
      '@base-ui/react',
      '@tanstack/react-query',
      '@tanstack/react-router',
      '@lingui/core',
      '@lingui/message-utils',
      'lucide-react',
      'valibot',
      'vite',
      '@vitejs/plugin-react',
      '@tailwindcss/vite',
      'tailwindcss',
    ],
    node: ['fs', 'path'],
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
      'server/workers',
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
    packages: ['typescript', 'dependency-cruiser', 'vite'],
    node: 'any',
  },
]

module.exports = { places }
