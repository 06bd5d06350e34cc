import type { AttemptLimiter } from '@latchkey/core/account/attempt-limiter'
import type { Registration } from '@latchkey/core/account/register'
import type { AccountStore } from '@latchkey/core/ports/account-store'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { ChecklistStore } from '@latchkey/core/ports/checklist-store'
import type { Clock } from '@latchkey/core/ports/clock'
import type { IdentityProvider } from '@latchkey/core/ports/identity-provider'
import type { PasswordHasher } from '@latchkey/core/ports/password-hasher'
import type { ProjectStore, StoredProject } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WorkspacePlan } from '@latchkey/core/project/create-project-for-caller'
import type { SettingOrigin } from './setting-origin.ts'
import type { SystemReader } from './system-facts.ts'

/** What the handlers of the console need. */
export interface ConsoleHandlerDependencies {
  readonly accounts: AccountStore
  readonly settingOriginsOf: (stored: StoredProject) => Awaitable<readonly SettingOrigin[]>
  readonly projects: Pick<
    ProjectStore,
    'listWorkspaces' | 'findWorkspace' | 'listProjects' | 'countQuotaUse' | 'findProject' | 'countLiveKeys'
  >
  readonly system: SystemReader
  readonly planNamed: (name: string) => WorkspacePlan
  readonly checklists: ChecklistStore
  readonly passwords: PasswordHasher
  /** `undefined`: people sign in with passwords only. */
  readonly identityProvider: IdentityProvider | undefined
  readonly attempts: AttemptLimiter
  readonly registration: Registration
  /** The setup link opens nothing any more. */
  readonly dropSetupLink: () => void
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  /** 32 bytes that seal what a browser keeps while its person is at the OpenID provider; the same on every server. */
  readonly cookieKey: Uint8Array
}
