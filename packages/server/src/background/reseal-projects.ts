import { setTimeout as delay } from 'node:timers/promises'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Call } from '@latchkey/core/key/call'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import { type ResealDependencies, resealProject, sealingOf } from '@latchkey/core/project/reseal-project'
import type { Logger } from 'pino'

export interface ProjectResealingOptions extends ResealDependencies {
  readonly projects: Pick<ProjectStore, 'listProjects' | 'changeProject'>
  readonly logger: Pick<Logger, 'info' | 'error'>
  /** Rest after each project, so that requests hardly notice. */
  readonly pauseMs?: number
  /** Rest before the next attempt when the store failed. */
  readonly retryMs?: number
}

export interface ProjectResealing {
  /** Resolves when the project under way is done; a later start goes on from there. */
  stop(): Promise<void>
}

const DEFAULT_PAUSE_MS = 20
const DEFAULT_RETRY_MS = 30_000

const call: Call = {
  caller: { kind: 'operator', id: 'master-key-rotation', name: 'master key rotation' },
  ip: undefined,
  requestId: 'master-key-rotation',
}

/** Another process has sealed it anew meanwhile. */
class AlreadyDone extends Error {}

/**
 * Brings the data key of every project under the current master key, so that a retired one can be dropped. Goes through all
 * projects once, one transaction each; what is done already is passed over, so it may be cut off at any time and run in
 * several processes at once. A project that no master key opens is logged and left.
 */
export function startProjectResealing(options: ProjectResealingOptions): ProjectResealing {
  const stopping = new AbortController()
  const running = resealUntilDone(options, stopping.signal)
  return {
    stop() {
      stopping.abort()
      return running
    },
  }
}

async function resealUntilDone(options: ProjectResealingOptions, signal: AbortSignal): Promise<void> {
  const unopened = new Set<ProjectId>()
  while (!signal.aborted) {
    try {
      await resealAll(options, unopened, signal)
      return
    } catch (error) {
      options.logger.error({ err: error }, 'projects could not be sealed under the current master key, trying again')
      await rest(options.retryMs ?? DEFAULT_RETRY_MS, signal)
    }
  }
}

async function resealAll(options: ProjectResealingOptions, unopened: Set<ProjectId>, signal: AbortSignal): Promise<void> {
  const { projects, masterKeys, logger, pauseMs = DEFAULT_PAUSE_MS } = options
  let resealed = 0
  for (const project of await projects.listProjects()) {
    const sealing = sealingOf(project, masterKeys)
    if (sealing === 'unopened' && !unopened.has(project.id)) {
      unopened.add(project.id)
      logger.error({ projectId: project.id }, 'the data key of a project opens with none of the master keys')
    }
    if (sealing === 'retired' && (await reseal(project.id, options))) resealed++
    await rest(sealing === 'retired' ? pauseMs : 0, signal)
    if (signal.aborted) return
  }
  if (resealed > 0) logger.info({ projects: resealed }, 'projects were sealed under the current master key')
}

/** False when there was nothing left to do. */
async function reseal(id: ProjectId, options: ProjectResealingOptions): Promise<boolean> {
  try {
    const change = await options.projects.changeProject(id, (current) => {
      const change = resealProject(current, call, options)
      if (change === undefined) throw new AlreadyDone()
      return change
    })
    return change !== undefined
  } catch (error) {
    if (error instanceof AlreadyDone) return false
    throw error
  }
}

/** Ends early, without an error, when a stop is asked for. Keeps no process alive. */
const rest = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal, ref: false }).catch(() => {})
