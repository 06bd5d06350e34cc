import { DatabaseSync, StatementSync } from 'node:sqlite'

/** One statement as it was run. */
export interface RunStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export interface SqlSpy {
  /** Everything that was run since the spy was put in place or last emptied. */
  readonly seen: RunStatement[]
  stop(): void
}

const RUNNERS = ['all', 'get', 'run', 'iterate'] as const

/**
 * Watches every statement of this process from below the adapters, at the driver. Statements that were prepared before are
 * watched too: they say their own text.
 */
export function spyOnSql(): SqlSpy {
  const seen: RunStatement[] = []
  const prototype = StatementSync.prototype as unknown as Record<string, (...parameters: unknown[]) => unknown>
  const originals = new Map<string, (...parameters: unknown[]) => unknown>()
  for (const name of RUNNERS) {
    const original = prototype[name]
    if (original === undefined) throw new Error(`statements have no ${name}`)
    originals.set(name, original)
    prototype[name] = function spied(this: StatementSync, ...parameters: unknown[]): unknown {
      seen.push({ sql: this.sourceSQL, parameters })
      return original.apply(this, parameters)
    }
  }
  const exec = DatabaseSync.prototype.exec
  DatabaseSync.prototype.exec = function spied(this: DatabaseSync, sql: string): void {
    seen.push({ sql, parameters: [] })
    exec.call(this, sql)
  }
  return {
    seen,
    stop() {
      for (const [name, original] of originals) prototype[name] = original
      DatabaseSync.prototype.exec = exec
    },
  }
}
