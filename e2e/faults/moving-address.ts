import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** An address that can lead elsewhere from one moment to the next, as that of a database with a standby does. */
export class MovingAddress {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #targetPort: number

  static async open(targetPort: number): Promise<MovingAddress> {
    const address = new MovingAddress(targetPort)
    await new Promise<void>((resolve) => address.#server.listen(0, '127.0.0.1', resolve))
    return address
  }

  private constructor(targetPort: number) {
    this.#targetPort = targetPort
    this.#server = createServer((client) => this.#join(client))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Cuts every connection; new ones lead to the other port. */
  leadTo(targetPort: number): void {
    this.#targetPort = targetPort
    this.#cut()
  }

  close(): void {
    this.#server.close()
    this.#cut()
  }

  #join(client: Socket): void {
    const target = connect(this.#targetPort, '127.0.0.1')
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}
