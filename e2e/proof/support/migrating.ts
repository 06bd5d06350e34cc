import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MigrationOrder } from '@latchkey/testkit/sql/migrate.child'

const CHILD = fileURLToPath(import.meta.resolve('@latchkey/testkit/sql/migrate.child'))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** A program of this repository in a process of its own. */
export class Run {
  readonly #child: ChildProcess
  readonly #ended: Promise<Ended>
  #output = ''

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv = process.env) {
    this.#child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', (chunk) => (this.#output += chunk))
    this.#ended = once(this.#child, 'close').then(([code, signal]) => ({ code, signal, output: this.#output }))
  }

  get output(): string {
    return this.#output
  }

  ended(): Promise<Ended> {
    return this.#ended
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Resolves to whether it has said so before it ended. */
  says(text: string): Promise<boolean> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#output.includes(text)) resolve(true)
      }
      this.#child.stdout?.on('data', look)
      this.#child.stderr?.on('data', look)
      look()
      void this.#ended.then(() => resolve(this.#output.includes(text)))
    })
  }
}

export const startMigration = (order: MigrationOrder): Run => new Run([CHILD, JSON.stringify(order)])

/** Resolves when it is over; `output` is the list of versions, or what went wrong. */
export const migrate = (order: MigrationOrder): Promise<Ended> => startMigration(order).ended()
