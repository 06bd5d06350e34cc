import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { CommitStep } from '@latchkey/server/adapters/sql/transaction'
import type { TestServer } from '../../support/test-server.ts'
import { ChildServer } from './child-server.ts'

/** After `after-commit` nothing has been forgotten or told yet; at `before-response` all of it, but not to the caller. */
export type DeathStep = CommitStep | 'before-response'

const DEATH_LIMIT_MS = 10_000
const PROGRAM = [resolve(import.meta.dirname, 'dying-server.ts')] as const

/** A server in a process of its own that can be told at which step of its next change to be killed. */
export interface DyingInstance {
  readonly server: ChildServer
  /** Runs `act`, which must bring the server to that step; resolves when the process is gone. */
  dieDuring(step: DeathStep, act: () => Promise<unknown>): Promise<void>
  remove(): Promise<void>
}

/**
 * Not started yet; it will share the store and the folder of a server that lives on. `fault`: what of its store is broken
 * besides.
 */
export async function prepareDying(
  { environment, projectKey }: Pick<TestServer, 'environment' | 'projectKey'>,
  fault = 'none',
): Promise<DyingInstance> {
  const order = join(tmpdir(), `latchkey-die-at-${randomUUID()}`)
  const server = await ChildServer.prepare(PROGRAM, {
    ...settingsOfStore(environment),
    LATCHKEY_BOOTSTRAP_PROJECT_KEY: projectKey,
    DIE_AT: order,
    FAULT: fault,
  })
  return {
    server,
    async dieDuring(step, act) {
      await writeFile(order, step)
      // Whoever asked may see the connection break, and nothing else.
      await act().catch(() => {})
      await rm(order, { force: true })
      const ending = await Promise.race([server.untilExit(), delay(DEATH_LIMIT_MS, 'alive', { ref: false })])
      if (ending !== null) throw new Error(`the server was not killed at ${step}: ${server.output}`)
    },
    async remove() {
      await server.remove()
      await rm(order, { force: true })
    },
  }
}

/** All but where it listens. */
const settingsOfStore = (environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('LATCHKEY_SERVE_')))
