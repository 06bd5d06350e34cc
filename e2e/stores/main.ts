// What `npm run stores` means: the conformance suites and the tests of the whole product on every store with every cache.
//
//   npm run stores                                       sqlite, memory, postgres, mariadb x none, memory, redis
//   npm run stores -- --store postgres --cache redis     some of them; each option may be given several times
//   npm run stores -- --left-out                         what is not part of it, and why
//   npm run stores -- e2e/audit/audit.test.ts            only these files
//
// One line for each combination; everything else it prints is about tests that failed.
import { parseArgs } from 'node:util'
import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { buildConsole } from '../../tools/build-console.ts'
import { installTestPrograms, thisMachine } from '../../tools/test-programs.ts'
import {
  type Backend,
  backendCaches,
  backendStores,
  SHARED_MARIADB_PORT,
  SHARED_POSTGRES_PORT,
  startMigratedPostgres,
} from '../support/backend.ts'
import { leftOut, leftOutInMemory, testsOf } from './plan.ts'
import { runTests } from './run-tests.ts'

interface SharedServer {
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** One server of the kind for all files of a run: starting one takes longer than most of them. */
async function startShared(store: Backend['store']): Promise<SharedServer> {
  if (store === 'postgres') {
    const server = await startMigratedPostgres()
    return { environment: { [SHARED_POSTGRES_PORT]: `${server.port}` }, stop: () => server.stop() }
  }
  if (store === 'mariadb') {
    const server = await startMariadb({ settings: { max_connections: '400' } })
    return { environment: { [SHARED_MARIADB_PORT]: `${server.port}` }, stop: () => server.stop() }
  }
  return { environment: {}, stop: async () => {} }
}

/** Whether everything passed on this combination. */
async function passes(backend: Backend, only: readonly string[]): Promise<boolean> {
  const startedAt = performance.now()
  const shared = await startShared(backend.store)
  try {
    const totals = await runTests({
      files: only.length > 0 ? only : testsOf(backend),
      environment: { ...shared.environment, LATCHKEY_TEST_STORE: backend.store, LATCHKEY_TEST_CACHE: backend.cache },
    })
    const { passed, failed, leftOut: skipped, failures } = totals
    const isGood = failed === 0 && passed > 0
    const took = `${((performance.now() - startedAt) / 1000).toFixed(0)} s`
    const name = `${backend.store.padEnd(8)} ${backend.cache.padEnd(6)}`
    say(`${isGood ? '✔' : '✖'} ${name}  ${passed} passed, ${failed} failed, ${skipped} left out (${took})`)
    if (!isGood) say(`${failures}\n`)
    return isGood
  } finally {
    await shared.stop()
  }
}

function chosen<Name extends string>(wanted: readonly string[] | undefined, names: readonly Name[]): readonly Name[] {
  const unknown = wanted?.find((each) => !names.some((name) => name === each))
  if (unknown !== undefined) throw new Error(`there is no ${unknown}; there are ${names.join(', ')}`)
  return names.filter((name) => wanted === undefined || wanted.includes(name))
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    options: {
      store: { type: 'string', multiple: true },
      cache: { type: 'string', multiple: true },
      'left-out': { type: 'boolean' },
    },
    allowPositionals: true,
  })
  if (values['left-out'] === true) {
    for (const [path, reason] of leftOut) say(`${path}: ${reason}`)
    for (const [path, reason] of leftOutInMemory) say(`${path} in memory: ${reason}`)
    return true
  }
  const stores = chosen(values.store, backendStores)
  const caches = chosen(values.cache, backendCaches)
  await buildConsole()
  for (const line of installTestPrograms(thisMachine)) say(`== ${line}`)
  let isGood = true
  for (const store of stores) for (const cache of caches) isGood = (await passes({ store, cache }, positionals)) && isGood
  return isGood
}

process.exitCode = (await main()) ? 0 : 1
