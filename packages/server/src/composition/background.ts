import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { Logger } from 'pino'
import { startProjectRemover } from '../background/project-remover.ts'
import { startProjectResealing } from '../background/reseal-projects.ts'
import { startRetentionSweeper } from '../background/retention-sweeper.ts'
import type { Config } from '../config/config.ts'
import type { JoinedInstallation } from './open-installation.ts'
import { buildRetentionSweeps } from './retention-sweeps.ts'

/** What goes on beside the requests of a server. */
export interface Background {
  stop(): Promise<void>
}

const LOOK_FOR_DELETED_EVERY_MS = 5000

export interface BackgroundSurroundings {
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
  /** The one in effect. */
  readonly config: () => Config
  /** Told how many rows of a kind a sweep has removed. */
  readonly onSwept: (kind: string, rows: number) => void
}

export function startBackground(installation: JoinedInstallation, surroundings: BackgroundSurroundings): Background {
  const { store, masterKeys } = installation
  const { clock, random, logger, config, onSwept } = surroundings
  const sweeps = buildRetentionSweeps(installation, { config, clock, random })
  const sweeper = startRetentionSweeper({ sweeps, everyMs: () => config().retention.intervalMs, onSwept, logger })
  const remover = startProjectRemover({ projects: store.projects, logger })
  // Whoever deleted a project may have been another process.
  const looking = setInterval(() => remover.wake(), LOOK_FOR_DELETED_EVERY_MS).unref()
  const resealing = startProjectResealing({ projects: store.projects, masterKeys, clock, random, logger })
  return {
    async stop() {
      clearInterval(looking)
      await Promise.all([sweeper.stop(), remover.stop(), resealing.stop()])
    },
  }
}
