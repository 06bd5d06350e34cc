export type Labels = Readonly<Record<string, string>>

/** What `prom-client` prints: it asks for the figures when it is scraped. */
export interface Printable {
  readonly name: string
  get(): Promise<Printout>
}

export interface Printout {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'histogram'
  readonly aggregator: 'sum'
  readonly values: readonly Series[]
}

interface Series {
  readonly metricName?: string
  readonly labels: Labels
  readonly value: number
}

/**
 * Counting on the way of a verification must cost next to nothing. The library looks labels up on every count; these
 * hand out the figure itself, which is then a plain number.
 */
export class Count {
  value = 0

  add(more: number): void {
    this.value += more
  }
}

export class CounterCells implements Printable {
  readonly name: string
  readonly #help: string
  readonly #cells: { readonly labels: Labels; readonly count: Count }[] = []

  constructor(name: string, help: string) {
    this.name = name
    this.#help = help
  }

  /** A new series, beginning at 0. Labels must not be given twice. */
  open(labels: Labels): Count {
    const count = new Count()
    this.#cells.push({ labels, count })
    return count
  }

  async get(): Promise<Printout> {
    const values = this.#cells.map(({ labels, count }) => ({ labels, value: count.value }))
    return { name: this.name, help: this.#help, type: 'counter', values, aggregator: 'sum' }
  }
}

/** How a figure is distributed, in seconds. */
export class Durations {
  readonly #boundsMs: readonly number[]
  readonly #counts: number[]
  #sumMs = 0

  constructor(boundsMs: readonly number[]) {
    this.#boundsMs = boundsMs
    this.#counts = Array<number>(boundsMs.length + 1).fill(0)
  }

  note(durationMs: number): void {
    const bounds = this.#boundsMs
    let index = 0
    while (index < bounds.length && durationMs > (bounds[index] ?? Infinity)) index++
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#sumMs += durationMs
  }

  /** Cumulative, as Prometheus wants them. */
  valuesOf(name: string, labels: Labels): Series[] {
    let total = 0
    const buckets = this.#counts.map((count, index) => {
      total += count
      const boundMs = this.#boundsMs[index]
      const le = boundMs === undefined ? '+Inf' : String(boundMs / 1000)
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total }
    })
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.#sumMs / 1000 },
      { metricName: `${name}_count`, labels, value: total },
    ]
  }
}

export interface DurationCellsOptions {
  readonly name: string
  readonly help: string
  readonly boundsMs: readonly number[]
}

export class DurationCells implements Printable {
  readonly name: string
  readonly #help: string
  readonly #boundsMs: readonly number[]
  readonly #cells: { readonly labels: Labels; readonly durations: Durations }[] = []

  constructor({ name, help, boundsMs }: DurationCellsOptions) {
    this.name = name
    this.#help = help
    this.#boundsMs = boundsMs
  }

  open(labels: Labels): Durations {
    const durations = new Durations(this.#boundsMs)
    this.#cells.push({ labels, durations })
    return durations
  }

  async get(): Promise<Printout> {
    const values = this.#cells.flatMap(({ labels, durations }) => durations.valuesOf(this.name, labels))
    return { name: this.name, help: this.#help, type: 'histogram', values, aggregator: 'sum' }
  }
}
