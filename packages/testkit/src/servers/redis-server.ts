import { createClient } from '@redis/client'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { findFreePort } from './free-port.ts'
import { findProgram, type ServerProcess, startServerProcess } from './server-process.ts'

export interface RedisServer extends ServerProcess {
  /** `host:port`, as in `cache.redis.addrs`. */
  readonly address: string
  readonly host: string
  /** Asks as a client of its own would, without any deadline. */
  ask(...command: string[]): Promise<unknown>
}

export interface RedisServerOptions {
  /** Further settings, as in `redis.conf`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Starts Redis in a temporary folder, on a free port of loopback. It keeps nothing on disk. */
export async function startRedis({ settings = {} }: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = openTemporaryFolder()
  const port = await findFreePort()
  const address = `127.0.0.1:${port}`
  const password = settings['requirepass']
  const ask = (...command: string[]): Promise<unknown> => askOnce({ port, password }, command)
  const all = { port: `${port}`, bind: '127.0.0.1', dir: folder.path, save: '', appendonly: 'no', ...settings }
  const server = await startServerProcess({
    program: findProgram('redis-server'),
    args: Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
    options: { stdio: ['ignore', 'ignore', 'pipe'] },
    port,
    probe: () => ask('PING'),
    remove: () => folder.remove(),
  })
  return Object.assign(server, { address, host: '127.0.0.1', ask })
}

async function askOnce(
  { port, password }: { readonly port: number; readonly password: string | undefined },
  command: readonly string[],
): Promise<unknown> {
  const client = createClient({
    ...(password === undefined ? {} : { password }),
    socket: { host: '127.0.0.1', port, reconnectStrategy: false },
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return await client.sendCommand([...command])
  } finally {
    client.destroy()
  }
}
