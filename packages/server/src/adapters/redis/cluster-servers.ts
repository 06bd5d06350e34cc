import { createCluster, type RedisClusterType } from '@redis/client'
import { RedisUnavailable } from './circuit.ts'
import { slotOf } from './key-slot.ts'
import { type RedisOptions, reconnectDelayMs } from './redis-options.ts'
import { connectionOptions, type RedisServers } from './redis-servers.ts'

/** A Cluster: one connection to each master, made when it is first needed. */
export function openClusterServers(options: RedisOptions): RedisServers {
  const cluster: RedisClusterType = createCluster({
    rootNodes: options.addresses.map((socket) => ({ socket })),
    defaults: connectionOptions(options),
    // Otherwise one master that is away would keep the client from being ready for the others.
    minimizeConnections: true,
    maxCommandRedirections: 3,
  })
  let failure: unknown
  for (const event of ['error', 'node-error']) {
    cluster.on(event, (error: unknown) => {
      failure = error
    })
  }
  const discovery = keepDiscovering(cluster)
  return {
    names: () => cluster.masters.map(({ address }) => address),
    nameFor: (key) => (cluster.isReady ? cluster.slots[slotOf(key)]?.master.address : undefined),
    send: (key, command) => cluster.sendCommand(key, false, [...command]),
    async sendTo(name, command) {
      const node = cluster.masters.find(({ address }) => address === name)
      if (node === undefined) throw new RedisUnavailable('is no part of the Cluster any more')
      return (await cluster.nodeClient(node)).sendCommand([...command])
    },
    onReady(listener) {
      cluster.on('connect', listener)
      cluster.on('node-ready', listener)
    },
    lastFailure: () => failure,
    close() {
      discovery.stop()
      cluster.destroy()
    },
  }
}

/** A Cluster that cannot be discovered yet is asked again; one that was is followed by the client itself. */
function keepDiscovering(cluster: RedisClusterType): { stop(): void } {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const discover = (attempts: number): void => {
    cluster.connect().catch(() => {
      if (!isStopped) timer = setTimeout(() => discover(attempts + 1), reconnectDelayMs(attempts)).unref()
    })
  }
  discover(0)
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
