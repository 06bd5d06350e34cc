import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server on loopback, and does to their connections what networks do. */
export interface TcpProxy {
  readonly port: number
  /** Connections that are open now. */
  readonly connections: number
  /**
   * From now on nothing passes either way on the connections on which a client has said, or ever will say, what matches; no
   * end and no reset reaches anybody. All connections when it is left out.
   */
  blackhole(said?: RegExp): void
  /** What passes from now on comes so much later. */
  delay(ms: number): void
  /** Resets every connection. */
  reset(): void
  /** Connections that were silenced stay so, as those of a network whose state is lost; everything new passes. */
  heal(): void
  stop(): Promise<void>
}

/** How much of what a client said is remembered, from its first byte on. */
const SAID_MAX_BYTES = 8192

class Pair {
  readonly client: Socket
  readonly #server: Socket
  #said = ''
  isSilent = false

  constructor(client: Socket, targetPort: number, rules: Rules) {
    this.client = client
    this.#server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    client.setNoDelay(true)
    client.on('data', (chunk: Buffer) => {
      if (this.#said.length < SAID_MAX_BYTES) this.#said += chunk.toString('latin1').slice(0, SAID_MAX_BYTES)
      if (rules.silenced !== undefined) this.silence(rules.silenced)
      this.#pass(this.#server, chunk, rules.delayMs)
    })
    this.#server.on('data', (chunk: Buffer) => this.#pass(client, chunk, rules.delayMs))
    for (const [one, other] of [
      [client, this.#server],
      [this.#server, client],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => {
        if (!this.isSilent) other.destroy()
      })
    }
  }

  silence(said: RegExp): void {
    this.isSilent ||= said.test(this.#said)
  }

  reset(): void {
    this.client.resetAndDestroy()
    this.#server.resetAndDestroy()
  }

  #pass(to: Socket, chunk: Buffer, delayMs: number): void {
    if (this.isSilent) return
    const write = (): void => {
      if (!this.isSilent && to.writable) to.write(chunk)
    }
    if (delayMs === 0) write()
    else setTimeout(write, delayMs)
  }
}

interface Rules {
  silenced: RegExp | undefined
  delayMs: number
}

const EVERYTHING = /^/

/** Listens on a free port of loopback and hands everything on to `targetPort`. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>()
  const rules: Rules = { silenced: undefined, delayMs: 0 }
  const listener = createServer((client) => {
    const pair = new Pair(client, targetPort, rules)
    if (rules.silenced !== undefined) pair.silence(rules.silenced)
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const reset = (): void => {
    for (const pair of pairs) pair.reset()
  }
  return {
    port: (listener.address() as AddressInfo).port,
    get connections() {
      return pairs.size
    },
    blackhole(said = EVERYTHING) {
      rules.silenced = said
      for (const pair of pairs) pair.silence(said)
    },
    delay(ms) {
      rules.delayMs = ms
    },
    reset,
    heal() {
      rules.silenced = undefined
      rules.delayMs = 0
    },
    async stop() {
      reset()
      listener.close()
      await once(listener, 'close')
    },
  }
}
