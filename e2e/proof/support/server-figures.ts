const EVERY_MS = 1000

interface Sample {
  readonly memoryMib: number
  readonly loopDelayP99Ms: number
}

/** Reads what a server says about itself once a second. */
export class ServerFigures {
  readonly #port: number
  readonly #samples: Sample[] = []
  #cpuFrom: number | undefined
  #cpuUntil = 0
  readonly #timer: NodeJS.Timeout
  #reading: Promise<void>

  constructor(operationsPort: number) {
    this.#port = operationsPort
    this.#reading = this.#read()
    this.#timer = setInterval(() => {
      this.#reading = this.#reading.then(() => this.#read())
    }, EVERY_MS)
  }

  async stop(): Promise<{
    readonly memoryMaxMib: number
    readonly memoryGrowthMib: number
    readonly loopDelayP99Ms: number
    /** From the first reading to the last. */
    readonly cpuSeconds: number
  }> {
    clearInterval(this.#timer)
    await this.#reading
    await this.#read()
    const memory = this.#samples.map(({ memoryMib }) => memoryMib)
    const lastHalf = memory.slice(Math.floor(memory.length / 2))
    return {
      memoryMaxMib: Math.round(Math.max(...memory)),
      memoryGrowthMib: Math.round((lastHalf.at(-1) ?? 0) - (lastHalf[0] ?? 0)),
      loopDelayP99Ms: Math.round(median(this.#samples.map(({ loopDelayP99Ms }) => loopDelayP99Ms))),
      cpuSeconds: this.#cpuUntil - (this.#cpuFrom ?? 0),
    }
  }

  /** Each reading begins the measuring of the loop anew, so that the first one says nothing of it. */
  async #read(): Promise<void> {
    const text = await (await fetch(`http://127.0.0.1:${this.#port}/metrics`)).text()
    const figure = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    this.#cpuUntil = figure('process_cpu_seconds_total')
    if (this.#cpuFrom === undefined) {
      this.#cpuFrom = this.#cpuUntil
      return
    }
    this.#samples.push({
      memoryMib: figure('process_resident_memory_bytes') / 1024 ** 2,
      loopDelayP99Ms: figure('nodejs_eventloop_lag_p99_seconds') * 1000,
    })
  }
}

/** Of one second each, so that a pause of another process on this machine does not speak for all of them. */
const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
