import { listFiles } from '../../tools/source-files.ts'
import type { Backend } from '../support/backend.ts'

/** What says nothing about the stores and caches, with the reason. A folder ends in a slash. */
export const leftOut: ReadonlyMap<string, string> = new Map([
  ['e2e/browser/', 'what a browser shows is the same whatever answers it; `npm test -- --only console` opens it'],
  ['e2e/faults/failure-matrix-on-sqlite.test.ts', 'about a full disk below the file of SQLite and files of the configuration'],
  ['e2e/docs/', 'pages say themselves which store their commands start on'],
  ['e2e/proof/', 'bars choose their stores themselves; `npm run proof` runs them'],
  ['e2e/redis/', 'starts a Redis of its own'],
  ['e2e/surfaces/signals.test.ts', 'about the process; e2e/surfaces/start-and-stop.test.ts stops servers on every store'],
  ['e2e/surfaces/backup.test.ts', 'copies and restores the file of SQLite; what others store is backed up with their own means'],
  ['e2e/surfaces/balancer-examples.test.ts', 'opens no store: reads examples for load balancers'],
])

const WANTS_OPERATORS = 'an operator acts beside the server'
const WANTS_SIBLINGS = 'several processes or threads share the store'

/** What a store cannot do that ends with its only process. */
export const leftOutInMemory: ReadonlyMap<string, string> = new Map([
  ['e2e/addressing/addressing.test.ts', WANTS_OPERATORS],
  ['e2e/audit/audit.test.ts', WANTS_OPERATORS],
  ['e2e/clients/ory-control-plane.test.ts', WANTS_OPERATORS],
  ['e2e/console/password-reset.test.ts', WANTS_OPERATORS],
  ['e2e/control-plane/api-rate-limits.test.ts', WANTS_OPERATORS],
  ['e2e/control-plane/callers.test.ts', WANTS_SIBLINGS],
  ['e2e/control-plane/project-life.test.ts', WANTS_SIBLINGS],
  ['e2e/control-plane/quota.test.ts', WANTS_OPERATORS],
  ['e2e/control-plane/rotation.test.ts', WANTS_SIBLINGS],
  ['e2e/control-plane/settings.test.ts', WANTS_SIBLINGS],
  ['e2e/first-start/', WANTS_SIBLINGS],
  ['e2e/quickstart/curl-walk.test.ts', WANTS_OPERATORS],
  ['e2e/surfaces/start-and-stop.test.ts', 'a second start finds what the first stored'],
  ['e2e/tables/error-table.test.ts', WANTS_OPERATORS],
  ['e2e/workers/', WANTS_SIBLINGS],
])

const storeSuites: Readonly<Record<Backend['store'], readonly string[]>> = {
  sqlite: ['sqlite/sqlite-store.test.ts'],
  memory: ['memory/memory-store.test.ts'],
  postgres: ['postgres-store', 'records', 'several-instances', 'outage-people', 'pgbouncer'].map(
    (name) => `postgres/${name}.test.ts`,
  ),
  mariadb: ['mysql/mysql-store.test.ts'],
}

const cacheSuites: Readonly<Record<Backend['cache'], readonly string[]>> = {
  none: [],
  memory: ['memory/memory-verification-cache.test.ts', 'memory/memory-rate-limiter.test.ts'],
  redis: ['redis/redis-key-cache.test.ts', 'redis/redis-rate-limiter.test.ts'],
}

/** The files of tests that a store with a cache has to pass: the conformance suites of both and the product on top of them. */
export function testsOf({ store, cache }: Backend): readonly string[] {
  const suites = [...storeSuites[store], ...cacheSuites[cache]].map((file) => `packages/server/src/adapters/${file}`)
  const without = [...leftOut.keys(), ...(store === 'memory' ? leftOutInMemory.keys() : [])]
  const ofTheProduct = listFiles(['e2e/**/*.test.ts'])
  return [...suites, ...ofTheProduct.filter((file) => !without.some((path) => file.startsWith(path)))]
}
