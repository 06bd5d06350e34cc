import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { Logger } from 'pino'
import { startProjectRemover } from '../background/project-remover.ts'
import { startProjectResealing } from '../background/reseal-projects.ts'
import type { Installation } from './open-installation.ts'
import { startSweeper } from './sweeper.ts'

/** What goes on beside the requests of a server. */
export interface Background {
  stop(): Promise<void>
}

const LOOK_FOR_DELETED_EVERY_MS = 5000

export function startBackground(
  { store, masterKeys }: Installation,
  { clock, random, logger }: { clock: Clock; random: RandomSource; logger: Logger },
): Background {
  const sweeper = startSweeper(store, clock, logger)
  const remover = startProjectRemover({ projects: store.projects, logger })
  // Whoever deleted a project may have been another process.
  const looking = setInterval(() => remover.wake(), LOOK_FOR_DELETED_EVERY_MS).unref()
  const resealing = startProjectResealing({ projects: store.projects, masterKeys, clock, random, logger })
  return {
    async stop() {
      sweeper.stop()
      clearInterval(looking)
      await Promise.all([remover.stop(), resealing.stop()])
    },
  }
}
