const EVERY_MS = 1000

interface Sample {
  readonly memoryMib: number
  readonly loopDelayP99Ms: number
}

/** Reads what a server says about itself once a second. */
export class ServerFigures {
  readonly #port: number
  readonly #samples: Sample[] = []
  readonly #timer: NodeJS.Timeout
  #reading: Promise<void>

  constructor(operationsPort: number) {
    this.#port = operationsPort
    this.#reading = this.#read(false)
    this.#timer = setInterval(() => {
      this.#reading = this.#reading.then(() => this.#read(true))
    }, EVERY_MS)
  }

  async stop(): Promise<{
    readonly memoryMaxMib: number
    readonly memoryGrowthMib: number
    readonly loopDelayP99Ms: number
  }> {
    clearInterval(this.#timer)
    await this.#reading
    const memory = this.#samples.map(({ memoryMib }) => memoryMib)
    const lastHalf = memory.slice(Math.floor(memory.length / 2))
    return {
      memoryMaxMib: Math.round(Math.max(...memory)),
      memoryGrowthMib: Math.round((lastHalf.at(-1) ?? 0) - (lastHalf[0] ?? 0)),
      loopDelayP99Ms: Math.round(median(this.#samples.map(({ loopDelayP99Ms }) => loopDelayP99Ms))),
    }
  }

  /** Each reading begins the measuring of the loop anew, so that the first one says nothing. */
  async #read(keep: boolean): Promise<void> {
    const text = await (await fetch(`http://127.0.0.1:${this.#port}/metrics`)).text()
    const figure = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    if (!keep) return
    this.#samples.push({
      memoryMib: figure('process_resident_memory_bytes') / 1024 ** 2,
      loopDelayP99Ms: figure('nodejs_eventloop_lag_p99_seconds') * 1000,
    })
  }
}

/** Of one second each, so that a pause of another process on this machine does not speak for all of them. */
const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
