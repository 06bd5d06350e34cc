import type { Call } from '@latchkey/core/key/call'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { invalidField } from '@latchkey/core/errors/domain-error'
import type { AccessKey, AccessPermission } from '@latchkey/core/ports/access-key-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { ProjectEnvironment, ProjectRecord, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import type { Secret } from '@latchkey/core/credential/secret'
import { buildAccessKey } from '@latchkey/core/project/create-access-key'
import { buildProject } from '@latchkey/core/project/create-project'
import { type Installation, openInstallation } from './composition/open-installation.ts'
import { systemClock, systemRandom } from './composition/system-clock.ts'
import type { Environment } from './config/environment.ts'
import { loadConfig } from './config/load-config.ts'
import { generateProjectSecrets } from './project/generate-secrets.ts'
import { INVALIDATION_POLL_MS } from './coherence/follow-invalidations.ts'

export interface AdministrationSources {
  readonly configFile: string | undefined
  readonly environment: Environment
}

export interface WantedProject {
  readonly name: string
  readonly environment: ProjectEnvironment
  /** DNS label; a readable one is made up when absent. */
  readonly slug?: string
  readonly hosts?: readonly string[]
}

export interface WantedProjectApiKey {
  /** Id or slug. */
  readonly project: string
  readonly name: string
  readonly permissions: readonly AccessPermission[]
  readonly expiresAt: Instant | undefined
}

/**
 * The operator at the server's own store, beside the running server: what a person with the database file and the master
 * key may do anyway. Running servers on the same store learn of every change within a few dozen milliseconds.
 */
export interface Administration {
  createProject(wanted: WantedProject): Promise<ProjectRecord>
  listProjects(): Promise<readonly ProjectRecord[]>
  listWorkspaces(): Promise<readonly WorkspaceRecord[]>
  /** The credential is shown this once. */
  createProjectApiKey(wanted: WantedProjectApiKey): Promise<{ readonly accessKey: AccessKey; readonly credential: Secret }>
  listProjectApiKeys(project: string): Promise<readonly AccessKey[]>
  /** Resolves when every running server on this store has had the time to forget the key. Rejects with `not_found`. */
  deleteProjectApiKey(project: string, id: string): Promise<AccessKey>
  close(): Promise<void>
}

/** Time for servers on the same store to notice: two looks at the outbox. */
const NOTICE_MS = 2 * INVALIDATION_POLL_MS
