import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findFreePort } from '@latchkey/testkit/servers/free-port'
import { startHaproxy } from '@latchkey/testkit/servers/haproxy-server'
import type { ServerProcess } from '@latchkey/testkit/servers/server-process'
import { ChildServer, type Command } from './child-server.ts'

const EXAMPLE = resolve(import.meta.dirname, '../../../deploy/haproxy/haproxy.cfg')
/** Sooner than in the example, so that a proof is short. */
export const CHECK_EVERY_MS = 200
const EXAMPLE_PORTS = [4420, 4430, 4440] as const

/** Where a fleet keeps its keys: nothing further for one SQLite file, `LATCHKEY_DB_DSN` for a database on the network. */
export type StoreEnvironment = Readonly<Record<string, string>>

/** Three servers on one store behind HAProxy, which runs the example of the guide. */
export interface Fleet {
  readonly servers: readonly ChildServer[]
  /** Of the balancer. */
  readonly adminPort: number
  readonly publicPort: number
  readonly projectKey: string
  stop(): Promise<void>
}

/** A database on the network is only brought up to date by who is told to. */
export const MIGRATING: Command = [
  resolve(import.meta.dirname, '../../../packages/cli/src/main.ts'),
  'serve',
  '--migrate',
  '--config',
]

export async function startFleet(environment: StoreEnvironment, command: Command = MIGRATING): Promise<Fleet> {
  const first = await ChildServer.prepare(command, environment)
  const shared = {
    ...environment,
    LATCHKEY_DATA_DIR: join(first.folder, 'data'),
    LATCHKEY_BOOTSTRAP_PROJECT_KEY: first.projectKey,
  }
  const servers = [first, await ChildServer.prepare(command, shared), await ChildServer.prepare(command, shared)]
  const stop = async (balancer?: ServerProcess): Promise<void> => {
    await balancer?.stop()
    for (const server of servers.toReversed()) await server.remove()
  }
  try {
    for (const server of servers) await server.start()
    const publicPort = await findFreePort()
    const adminPort = await findFreePort()
    const config = configFor(await readFile(EXAMPLE, 'utf8'), { servers, publicPort, adminPort })
    const balancer = await startHaproxy({ config, port: adminPort })
    return { servers, adminPort, publicPort, projectKey: first.projectKey, stop: () => stop(balancer) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The example, at the ports of this fleet. */
const configFor = (
  example: string,
  { servers, publicPort, adminPort }: Pick<Fleet, 'servers' | 'publicPort' | 'adminPort'>,
): string =>
  EXAMPLE_PORTS.reduce(
    (text, port, index) => text.replace(`127.0.0.1:${port}`, `127.0.0.1:${servers[index]?.port}`),
    example
      .replace('bind :8080', `bind 127.0.0.1:${publicPort}`)
      .replace('bind :8081', `bind 127.0.0.1:${adminPort}`)
      .replace('inter 500ms', `inter ${CHECK_EVERY_MS}ms`),
  )
