import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Circuit, RedisUnavailable } from './circuit.ts'
import { openClusterServers } from './cluster-servers.ts'
import { COMMAND_DEADLINE_MS, COMMANDS_MAX, HEARTBEAT_MS, type RedisOptions } from './redis-options.ts'
import type { RedisServers } from './redis-servers.ts'
import { openSingleServer } from './single-server.ts'

/** A program that a server runs in one step, sent whole only to a server that does not know it yet. */
export interface RedisScript {
  readonly source: string
  /** SHA-1 of the source, by which servers know it. */
  readonly digest: string
}

export const redisScript = (source: string): RedisScript => ({
  source,
  digest: createHash('sha1').update(source).digest('hex'),
})

/** Redis, single or Cluster. Commands fail fast while a server is down and never wait in a queue for its return. */
export interface Redis {
  readonly isCluster: boolean
  /**
   * Runs one command on the server that has `key`; without a key on any that is up. Rejects with `RedisUnavailable` when there was no
   * answer in time, or with what the server answered.
   */
  run(key: string | undefined, command: readonly string[]): Promise<unknown>
  /** All `keys` must be on one server: their tags in braces are the same. */
  runScript(script: RedisScript, keys: readonly [string, ...string[]], values: readonly string[]): Promise<unknown>
  /** Whether every server that is known answers. */
  isUp(): boolean
  /** Resolves to whether it is up, at the latest after so long. */
  whenUp(withinMs: number): Promise<boolean>
  /** Why a connection was lost or not made, most recently. */
  lastFailure(): unknown
  close(): Promise<void>
}

/** Begins to connect, and goes on trying until it is closed. */
export function openRedis(options: RedisOptions): Redis {
  return new ConnectedRedis(options)
}

const LOOK_EVERY_MS = 5

class ConnectedRedis implements Redis {
  readonly isCluster: boolean
  readonly #servers: RedisServers
  readonly #options: RedisOptions
  readonly #circuits = new Map<string, Circuit>()
  readonly #heartbeat: NodeJS.Timeout
  #turn = 0

  constructor(options: RedisOptions) {
    this.isCluster = options.isCluster ?? options.addresses.length > 1
    this.#servers = this.isCluster ? openClusterServers(options) : openSingleServer(options)
    this.#options = options
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref()
    this.#servers.onReady(() => this.#beat())
  }

  run(key: string | undefined, command: readonly string[]): Promise<unknown> {
    if (key === undefined) return this.#runAnywhere(command)
    const name = this.#servers.nameFor(key)
    if (name === undefined) return Promise.reject(new RedisUnavailable('cannot be reached'))
    return this.#circuitOf(name).run(() => this.#servers.send(key, command))
  }

  #runAnywhere(command: readonly string[]): Promise<unknown> {
    const up = this.#servers.names().filter((name) => this.#circuits.get(name)?.isUp === true)
    const name = up[this.#turn++ % up.length]
    if (name === undefined) return Promise.reject(new RedisUnavailable('cannot be reached'))
    return this.#circuitOf(name).run(() => this.#servers.sendTo(name, command))
  }

  async runScript({ source, digest }: RedisScript, keys: readonly [string, ...string[]], values: readonly string[]) {
    const rest = [String(keys.length), ...keys, ...values]
    try {
      return await this.run(keys[0], ['EVALSHA', digest, ...rest])
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
      return this.run(keys[0], ['EVAL', source, ...rest])
    }
  }

  isUp(): boolean {
    const names = this.#servers.names()
    return names.length > 0 && names.every((name) => this.#circuits.get(name)?.isUp === true)
  }

  async whenUp(withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs
    while (!this.isUp() && performance.now() < until) await delay(LOOK_EVERY_MS)
    return this.isUp()
  }

  lastFailure(): unknown {
    return this.#servers.lastFailure()
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat)
    this.#servers.close()
  }

  #beat(): void {
    const names = this.#servers.names()
    for (const name of names) this.#circuitOf(name).beat()
    for (const name of this.#circuits.keys()) if (!names.includes(name)) this.#circuits.delete(name)
  }

  #circuitOf(name: string): Circuit {
    const known = this.#circuits.get(name)
    if (known !== undefined) return known
    const { commandDeadlineMs: deadlineMs = COMMAND_DEADLINE_MS, commandsMax = COMMANDS_MAX, onChange } = this.#options
    const circuit = new Circuit({
      deadlineMs,
      commandsMax,
      ping: () => this.#servers.sendTo(name, ['PING']),
      onChange: (isUp, cause) => onChange?.(isUp ? { server: name, isUp } : { server: name, isUp, cause }),
    })
    this.#circuits.set(name, circuit)
    return circuit
  }
}
