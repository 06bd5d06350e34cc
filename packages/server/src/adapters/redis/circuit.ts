/** The server cannot be asked now, or did not answer in time. What it did with the command is not known. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable'
}

// Refusals by the thousand must cost next to nothing, and tell nothing by where they were made.
const isDown = new RedisUnavailable('is down')
const isBusy = new RedisUnavailable('has too much to do')

export interface CircuitOptions {
  readonly deadlineMs: number
  readonly commandsMax: number
  readonly ping: () => Promise<unknown>
  readonly onChange: (isUp: boolean, cause: unknown) => void
}

/**
 * Stands before one server. Every command has a deadline; once one has passed while nothing at all came back, or a
 * heartbeat went unanswered, commands fail at once until a heartbeat is answered in time.
 *
 * Replies belong to commands by their order on the connection, which a deadline does not change: one that comes late is
 * taken off the connection by the command that asked for it, and dropped.
 */
export class Circuit {
  readonly #options: CircuitOptions
  #isUp = false
  #underWay = 0
  /** Replies so far, good or bad. */
  #heard = 0
  #beating: Promise<void> | undefined

  constructor(options: CircuitOptions) {
    this.#options = options
  }

  get isUp(): boolean {
    return this.#isUp
  }

  run<T>(send: () => Promise<T>): Promise<T> {
    if (!this.#isUp) return Promise.reject(isDown)
    if (this.#underWay >= this.#options.commandsMax) return Promise.reject(isBusy)
    return this.#timed(send)
  }

  /** One look. A server that has not answered the one before is not asked again. */
  beat(): void {
    this.#beating ??= this.#beat()
  }

  async #beat(): Promise<void> {
    let answered: Promise<unknown> | undefined
    try {
      await this.#timed(() => {
        answered = this.#options.ping()
        return answered
      })
      this.#become(true, undefined)
    } catch (error) {
      this.#become(false, error)
    }
    // Nothing more is sent meanwhile: the silence is what ends a dead connection.
    await answered?.catch(() => {})
    this.#beating = undefined
  }

  #timed<T>(send: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const heardBefore = this.#heard
      let isSettled = false
      const giveUp = (): void => {
        if (isSettled) return
        const error = new RedisUnavailable(`did not answer within ${this.#options.deadlineMs} ms`)
        if (this.#heard === heardBefore) this.#become(false, error)
        reject(error)
      }
      // When it was this process that was busy, the answer is here and only has to be read: that comes before an immediate.
      const timer = setTimeout(() => setImmediate(giveUp), this.#options.deadlineMs)
      this.#underWay++
      const settle = (): void => {
        isSettled = true
        this.#underWay--
        this.#heard++
        clearTimeout(timer)
      }
      send().then(
        (reply) => {
          settle()
          resolve(reply)
        },
        (error: unknown) => {
          settle()
          reject(error)
        },
      )
    })
  }

  #become(isUp: boolean, cause: unknown): void {
    if (this.#isUp === isUp) return
    this.#isUp = isUp
    this.#options.onChange(isUp, cause)
  }
}
