import { setTimeout as delay } from 'node:timers/promises'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { Logger } from 'pino'

export interface ProjectRemoverOptions {
  readonly projects: Pick<ProjectStore, 'listDeletedProjects' | 'removeDeletedProject'>
  readonly logger: Pick<Logger, 'info' | 'error'>
  /** An embedded store removes a batch within one turn of the event loop, so it must be short. */
  readonly batchRows?: number
  readonly pauseMs?: number
  /** Rest before the next attempt when the store failed. */
  readonly retryMs?: number
}

export interface ProjectRemover {
  /** A project was deleted: its rows can go. */
  wake(): void
  /** Resolves when the batch under way is done; a later start goes on from there. */
  stop(): Promise<void>
}

const DEFAULT_BATCH_ROWS = 500
const DEFAULT_PAUSE_MS = 5
const DEFAULT_RETRY_MS = 30_000

/**
 * Removes the rows of deleted projects beside the requests, in small batches with a rest after each. Begins with those that
 * an earlier process left, then waits to be woken. Several processes may do so at once.
 */
export function startProjectRemover(options: ProjectRemoverOptions): ProjectRemover {
  const stopping = new AbortController()
  const { signal } = stopping
  let isWanted = false
  let running: Promise<void> | undefined

  const run = async (): Promise<void> => {
    while (isWanted && !signal.aborted) {
      isWanted = false
      try {
        await removeAll(options, signal)
      } catch (error) {
        options.logger.error({ err: error }, 'rows of deleted projects could not be removed, trying again')
        isWanted = true
        await rest(options.retryMs ?? DEFAULT_RETRY_MS, signal)
      }
    }
    running = undefined
  }

  const wake = (): void => {
    isWanted = true
    if (!signal.aborted) running ??= run()
  }

  wake()
  return {
    wake,
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function removeAll(options: ProjectRemoverOptions, signal: AbortSignal): Promise<void> {
  for (const { id } of await options.projects.listDeletedProjects()) {
    if (!(await removeProject(id, options, signal))) return
    options.logger.info({ projectId: id }, 'a deleted project was removed')
  }
}

/** False when it was stopped before the end. */
async function removeProject(id: ProjectId, options: ProjectRemoverOptions, signal: AbortSignal): Promise<boolean> {
  const { projects, batchRows = DEFAULT_BATCH_ROWS, pauseMs = DEFAULT_PAUSE_MS } = options
  while (await projects.removeDeletedProject(id, batchRows)) {
    await rest(pauseMs, signal)
    if (signal.aborted) return false
  }
  return true
}

/** Ends early, without an error, when a stop is asked for. Keeps no process alive. */
const rest = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal, ref: false }).catch(() => {})
