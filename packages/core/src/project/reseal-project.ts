import type { Call } from '../key/call.ts'
import type { Clock } from '../ports/clock.ts'
import type { ProjectChange, ProjectRecord, StoredProject } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import { type MasterKeys, openDataKey, sealDataKey } from './project-secrets.ts'

/** Under which master key a project's data key is sealed; `unopened`: under none of those at hand. */
export type Sealing = 'current' | 'retired' | 'unopened'

export function sealingOf({ id, sealedDataKey }: Pick<ProjectRecord, 'id' | 'sealedDataKey'>, masterKeys: MasterKeys): Sealing {
  if (openDataKey(id, sealedDataKey, { current: masterKeys.current, retired: [] })?.fill(0) !== undefined) return 'current'
  return openDataKey(id, sealedDataKey, masterKeys)?.fill(0) === undefined ? 'unopened' : 'retired'
}

export interface ResealDependencies {
  readonly masterKeys: MasterKeys
  readonly random: RandomSource
  readonly clock: Pick<Clock, 'now'>
}

/**
 * The project with its data key sealed under the current master key; its secrets stay as they are, for they are sealed under
 * the data key. `undefined` when there is nothing to do, or when no master key opens it.
 */
export function resealProject(
  { project, secrets }: StoredProject,
  call: Call,
  deps: ResealDependencies,
): ProjectChange | undefined {
  if (sealingOf(project, deps.masterKeys) !== 'retired') return undefined
  const dataKey = openDataKey(project.id, project.sealedDataKey, deps.masterKeys)
  if (dataKey === undefined) return undefined
  const sealedDataKey = sealDataKey(project.id, dataKey, deps.masterKeys.current, deps.random)
  dataKey.fill(0)
  return {
    project: { ...project, sealedDataKey },
    secrets,
    audit: {
      ...call,
      id: deps.random.uuid(),
      at: deps.clock.now(),
      event: 'project.resealed',
      targetKind: 'project',
      targetId: project.id,
      before: undefined,
      after: undefined,
    },
  }
}
