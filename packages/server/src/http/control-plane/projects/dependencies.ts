import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { GeneratedSecrets } from '@latchkey/core/project/create-project'
import type { WorkspacePlan } from '@latchkey/core/project/create-project-for-caller'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import type { ProjectAddresses } from '../../mapping/project.ts'

/** What the operations on projects need. */
export interface ProjectHandlerDependencies extends ProjectAddresses {
  readonly store: Pick<
    ProjectStore,
    | 'findProject'
    | 'findWorkspace'
    | 'listProjects'
    | 'listWorkspaces'
    | 'createProject'
    | 'changeProject'
    | 'listRevisions'
    | 'countLiveKeys'
  >
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  readonly masterKeys: MasterKeys
  readonly generateSecrets: (random: RandomSource) => GeneratedSecrets
  readonly planNamed: (name: string) => WorkspacePlan
  /**
   * Settings of the project that the server's configuration fixes, as dotted paths; `secrets.hmac.current` and
   * `credentials.derived_tokens.jwt.signing_keys.urls` stand for its secrets.
   */
  readonly managedPaths: (projectId: ProjectId) => Awaitable<readonly string[]>
}
