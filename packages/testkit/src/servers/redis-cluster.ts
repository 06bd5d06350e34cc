import { setTimeout as delay } from 'node:timers/promises'
import { findFreePort } from './free-port.ts'
import { type RedisServer, startRedis } from './redis-server.ts'

export interface RedisCluster {
  /** The three masters, each with a third of the slots. */
  readonly nodes: readonly [RedisServer, ...RedisServer[]]
  stop(): Promise<void>
}

const NODES = 3
const SLOTS = 16_384
const SETTLE_MS = 20_000
const LOOK_EVERY_MS = 50

/** Starts a Redis Cluster of three masters without replicas, each in a process of its own. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const started = await Promise.allSettled(Array.from({ length: NODES }, startNode))
  const nodes = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const stop = async (): Promise<void> => void (await Promise.all(nodes.map(({ server }) => server.stop())))
  try {
    const failed = started.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    await introduce(nodes)
  } catch (error) {
    await stop()
    throw error
  }
  const [first, ...others] = nodes.map(({ server }) => server)
  if (first === undefined) throw new Error('a Redis Cluster needs a node')
  return { nodes: [first, ...others], stop }
}

interface Node {
  readonly server: RedisServer
  readonly busPort: number
}

async function startNode(): Promise<Node> {
  // Left to itself a node would take the port 10,000 above its own, which need not exist.
  const busPort = await findFreePort()
  const server = await startRedis({
    settings: {
      'cluster-enabled': 'yes',
      'cluster-port': `${busPort}`,
      'cluster-node-timeout': '2000',
      // The slots of one node going away must not take the others with them.
      'cluster-require-full-coverage': 'no',
    },
  })
  return { server, busPort }
}

async function introduce(nodes: readonly Node[]): Promise<void> {
  // Epochs of their own, so that no two nodes have to agree on them first.
  for (const [index, { server }] of nodes.entries()) await server.ask('CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`)
  const [first, ...others] = nodes
  for (const { server, busPort } of others)
    await first?.server.ask('CLUSTER', 'MEET', '127.0.0.1', `${server.port}`, `${busPort}`)
  for (const [index, { server }] of nodes.entries()) {
    const from = Math.floor((SLOTS * index) / NODES)
    const to = Math.floor((SLOTS * (index + 1)) / NODES) - 1
    await server.ask('CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${to}`)
  }
  const until = performance.now() + SETTLE_MS
  while (!(await isSettled(nodes))) {
    if (performance.now() > until) throw new Error('the nodes of the Redis Cluster do not come together')
    await delay(LOOK_EVERY_MS)
  }
}

/** Every node knows who has each slot. */
async function isSettled(nodes: readonly Node[]): Promise<boolean> {
  const facts = await Promise.all(nodes.map(async ({ server }) => String(await server.ask('CLUSTER', 'INFO'))))
  return facts.every((text) => text.includes('cluster_state:ok') && text.includes(`cluster_slots_ok:${SLOTS}`))
}
