import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import type { ServerProcess } from '@latchkey/testkit/servers/server-process'
import { namedStore } from '../../support/backend.ts'
import type { Tier } from '../bar.ts'

/** An engine that has as many empty databases as a proof wants. */
export interface SchemaEngine {
  readonly name: 'sqlite' | 'postgres' | 'mariadb'
  /** Resolves to the DSN of a new, empty database. */
  newDatabase(): Promise<string>
  /** SIGKILL and a new start; absent where there is no process of its own. */
  crash?(): Promise<void>
  stop(): Promise<void>
}

async function openSqlite(): Promise<SchemaEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-schema-'))
  let made = 0
  return {
    name: 'sqlite',
    newDatabase: async () => `sqlite://${join(folder, `${++made}.db`)}`,
    stop: () => rm(folder, { recursive: true, force: true }),
  }
}

const openPostgres = async (): Promise<SchemaEngine> => onServer('postgres', await startPostgres({ durable: true }))
const openMariadb = async (): Promise<SchemaEngine> => onServer('mariadb', await startMariadb({ durable: true }))

function onServer(
  name: SchemaEngine['name'],
  server: ServerProcess & { createDatabase(name: string): Promise<string> },
): SchemaEngine {
  let made = 0
  return {
    name,
    newDatabase: () => server.createDatabase(`schema_${++made}`),
    async crash() {
      await server.kill()
      await server.restart()
    },
    stop: () => server.stop(),
  }
}

const engines = { sqlite: openSqlite, postgres: openPostgres, mariadb: openMariadb }

/** The engine that LATCHKEY_TEST_STORE names; otherwise the file, and in a full round every engine. */
export function schemaEngines(tier: Tier): readonly (() => Promise<SchemaEngine>)[] {
  if (namedStore !== undefined && namedStore !== 'memory') return [engines[namedStore]]
  return tier === 'full' ? Object.values(engines) : [openSqlite]
}

/** Runs `act` on an engine of its own that is gone afterwards. */
export async function withEngine<R>(open: () => Promise<SchemaEngine>, act: (engine: SchemaEngine) => Promise<R>): Promise<R> {
  const engine = await open()
  try {
    return await act(engine)
  } finally {
    await engine.stop()
  }
}
