import { createClient } from '@redis/client'
import type { RedisOptions } from './redis-options.ts'
import { connectionOptions, type RedisServers } from './redis-servers.ts'

/** One server on one connection. */
export function openSingleServer(options: RedisOptions): RedisServers {
  const [address] = options.addresses
  const name = `${address.host}:${address.port}`
  const shared = connectionOptions(options)
  const client = createClient({ ...shared, socket: { ...shared.socket, ...address } })
  // What is wrong shows in commands and heartbeats; without a listener it would end the process.
  let failure: unknown
  client.on('error', (error) => {
    failure = error
  })
  client.connect().catch(() => {})
  return {
    names: () => [name],
    nameFor: () => name,
    send: (_key, command) => client.sendCommand([...command]),
    sendTo: (_name, command) => client.sendCommand([...command]),
    onReady: (listener) => void client.on('ready', listener),
    lastFailure: () => failure,
    close: () => client.destroy(),
  }
}
