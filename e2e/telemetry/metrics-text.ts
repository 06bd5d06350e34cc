import type { TestServer } from '../support/test-server.ts'

/** One line of Prometheus's text format. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Scrape {
  readonly text: string
  readonly samples: readonly Sample[]
  /** The sum of the series whose labels are these; 0 when there is none. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

/** What the server's port for operators shows at this moment. */
export const scrape = ({ server }: TestServer): Promise<Scrape> => readMetrics(server.operationsPort)

/** The same of a server in a process of its own. */
export async function readMetrics(operationsPort: number): Promise<Scrape> {
  const response = await fetch(`http://127.0.0.1:${operationsPort}/metrics`)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`metrics answered ${response.status}: ${text}`)
  const samples = text.split('\n').flatMap((line): Sample[] => {
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? []
    if (name === undefined) return []
    return [
      {
        name,
        labels: Object.fromEntries(Array.from(labels.matchAll(LABEL), ([, key, said]) => [key, said])),
        value: Number(value),
      },
    ]
  })
  return {
    text,
    samples,
    sum: (name, labels = {}) =>
      samples
        .filter((sample) => sample.name === name && Object.entries(labels).every(([key, said]) => sample.labels[key] === said))
        .reduce((total, { value }) => total + value, 0),
  }
}
