import { createCluster, type RedisClusterType } from '@redis/client'
import { slotOf } from './key-slot.ts'
import { type RedisOptions, reconnectDelayMs } from './redis-options.ts'
import { addressesOf, connectionOptions, type RedisServers } from './redis-servers.ts'

/** A Cluster: one connection to each master, made when it is first needed. */
export function openClusterServers(options: RedisOptions): RedisServers {
  const cluster: RedisClusterType = createCluster({
    rootNodes: addressesOf(options).map((socket) => ({ socket })),
    defaults: connectionOptions(options),
    // Otherwise one master that is away would keep the client from being ready for the others.
    minimizeConnections: true,
    maxCommandRedirections: 3,
  })
  for (const event of ['error', 'node-error']) cluster.on(event, () => {})
  const discovery = keepDiscovering(cluster)
  const find = (name: string) => cluster.masters.find(({ address }) => address === name)
  let turn = 0
  return {
    names: () => cluster.masters.map(({ address }) => address),
    nameFor(key) {
      if (!cluster.isReady) return undefined
      if (key === undefined) return cluster.masters[turn++ % cluster.masters.length]?.address
      return cluster.slots[slotOf(key)]?.master.address
    },
    send: (key, command) => cluster.sendCommand(key, false, [...command]),
    async ping(name) {
      const node = find(name)
      if (node === undefined) return undefined
      return (await cluster.nodeClient(node)).sendCommand(['PING'])
    },
    onReady(listener) {
      cluster.on('connect', listener)
      cluster.on('node-ready', listener)
    },
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
