import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { namedStore } from '../../support/backend.ts'
import type { Tier } from '../bar.ts'
import type { StoreEnvironment } from './fleet.ts'

/** A store that several servers share. */
export interface SharedStore {
  readonly environment: StoreEnvironment
  stop(): Promise<void>
}

export interface StoreKind {
  readonly name: string
  open(): Promise<SharedStore>
}

const sqlite: StoreKind = { name: 'sqlite', open: async () => ({ environment: {}, stop: async () => {} }) }

const onNetwork = (name: string, start: () => Promise<{ readonly dsn: string; stop(): Promise<void> }>): StoreKind => ({
  name,
  async open() {
    const server = await start()
    return { environment: { LATCHKEY_DB_DSN: server.dsn }, stop: () => server.stop() }
  },
})

const stores = { sqlite, postgres: onNetwork('postgres', startPostgres), mariadb: onNetwork('mariadb', startMariadb) }

/** The engine that LATCHKEY_TEST_STORE names; otherwise the file that all of them can open, and in a full round every engine. */
export function openStores(tier: Tier): readonly StoreKind[] {
  if (namedStore !== undefined && namedStore !== 'memory') return [stores[namedStore]]
  return tier === 'full' ? Object.values(stores) : [sqlite]
}

/** The engine on the network that LATCHKEY_TEST_STORE names, or else PostgreSQL. */
export const openNetworkStore = (): Promise<SharedStore> => stores[namedStore === 'mariadb' ? 'mariadb' : 'postgres'].open()
