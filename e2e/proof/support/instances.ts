import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backend } from '../../support/backend.ts'
import { startTestServer, type TestServerOptions } from '../../support/test-server.ts'
import { Api } from './api.ts'
import type { Served } from './with-server.ts'

/** A file is mostly used by one server; a database on the network is there to be shared. */
export const instancesOf = (several: number): number => (isOnNetwork ? several : 1)
export const isOnNetwork = backend.store === 'postgres' || backend.store === 'mariadb'

/** What each server is started with, by its number. */
export type OptionsOf = (index: number) => TestServerOptions

/** At least one server, all on one store and one cache. */
export interface Instances {
  readonly all: readonly Served[]
  /** Takes the servers in turn. */
  at(turn: number): Served
}

/** Runs `act` against so many servers that share everything, in a folder that is gone afterwards. */
export async function withInstances<R>(
  count: number,
  optionsOf: OptionsOf,
  act: (instances: Instances) => Promise<R>,
): Promise<R> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-instances-'))
  try {
    return await withInstancesIn(folder, { count, optionsOf }, act)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export interface InstancesWanted {
  readonly count: number
  readonly optionsOf: OptionsOf
  /** For a folder that was used before. */
  readonly projectKey?: string
}

/** The same in a folder that stays, with the store that belongs to it. */
export async function withInstancesIn<R>(
  folder: string,
  { count, optionsOf, projectKey = '' }: InstancesWanted,
  act: (instances: Instances) => Promise<R>,
): Promise<R> {
  const all: Served[] = []
  try {
    for (let index = 0; index < count; index++) {
      const known = all[0]?.server.projectKey ?? projectKey
      const server = await startTestServer({ ...optionsOf(index), folder, projectKey: known })
      all.push({ server, api: new Api(server) })
    }
    return await act({ all, at: (turn) => inTurn(all, turn) })
  } finally {
    for (const { api, server } of all) {
      api.close()
      await server.stop()
    }
  }
}

function inTurn(all: readonly Served[], turn: number): Served {
  const served = all[turn % all.length]
  if (served === undefined) throw new Error('there is no server')
  return served
}
