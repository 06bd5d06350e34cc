import { DomainError } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { JsonObject } from '../key/json.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectEnvironment, ProjectStore, SealedSecret, StoredProject } from '../ports/project-store.ts'
import { type ChangeProjectDependencies, changeProject, type ProjectEdits } from './change-project.ts'
import { requireName } from './create-project.ts'
import type { Plan } from './project.ts'
import type { ProjectWarning } from './project-warning.ts'
import { revisionIdOf } from './revision-id.ts'
import { type SettingsChange, settingsChange } from './settings-change.ts'
import { settingAt } from './settings-document.ts'
import { SIGNING_KEY_ID_PATH, type SigningKeyDependencies, withSigningKeys } from './signing-key-set.ts'
import { SIGNING_KEYS_PATH } from './signing-keys-url.ts'
import { strandedKeysWarning } from './stranded-keys.ts'

export interface UpdateProjectDependencies extends ChangeProjectDependencies, SigningKeyDependencies {
  readonly store: Pick<ProjectStore, 'changeProject' | 'countLiveKeys'>
  readonly planNamed: (name: string) => Plan
  /** Settings of the project that the server's configuration fixes, as dotted paths. */
  readonly managedPaths: (projectId: ProjectId) => Awaitable<readonly string[]>
  readonly projectUrlOf: (slug: string) => string
}

/** A project as somebody wants it. */
export interface WishedProject {
  readonly name: string
  readonly environment: ProjectEnvironment
  /** The whole settings document; `undefined`: as it is. */
  readonly config: JsonObject | undefined
  /** What was wished besides, and has no effect. */
  readonly warnings: readonly ProjectWarning[]
}

export interface ProjectUpdate {
  /** Asked with the project as it is when the change is written, maybe more than once. May throw a refusal. */
  readonly edit: (current: StoredProject) => WishedProject
  /** Refuses with `conflict` when the project has another one by then. */
  readonly expectedRevisionId?: string
  /** Throws for a caller who may not decide which keys sign: whoever may, speaks for the project. */
  readonly requireSecretsRight: () => void
}

export interface UpdatedProject {
  readonly stored: StoredProject
  readonly warnings: readonly ProjectWarning[]
}

/** What a decision comes to, besides what is stored. */
interface Consequences {
  readonly warnings: readonly ProjectWarning[]
  readonly droppedPrefixes: readonly string[]
}

/**
 * Changes name, environment and settings of a project, and makes a new revision of it. Two updates at once both take effect,
 * one after the other. Throws `bad_request` that names the setting, `feature_not_available` for one that the plan lacks, and
 * `conflict` for a stale revision.
 */
export function makeUpdateProject(deps: UpdateProjectDependencies) {
  return async (call: Call, id: ProjectId, wanted: ProjectUpdate): Promise<UpdatedProject> => {
    const { edit, expectedRevisionId, requireSecretsRight } = wanted
    const managedPaths = await deps.managedPaths(id)
    let consequences: Consequences = { warnings: [], droppedPrefixes: [] }
    const { after } = await changeProject(deps, call, id, {
      event: 'project.updated',
      decide: (current, now) => {
        requireRevision(current, expectedRevisionId)
        const decision = decideUpdate(current, edit(current), { deps, managedPaths, now, requireSecretsRight })
        consequences = decision
        return decision.edits
      },
    })
    const stranded = await strandedByPrefix(deps, id, consequences.droppedPrefixes)
    return { stored: after, warnings: [...consequences.warnings, ...stranded] }
  }
}

function requireRevision({ project }: StoredProject, expected: string | undefined): void {
  if (expected === undefined || expected.toLowerCase() === revisionIdOf(project)) return
  throw new DomainError('conflict', { reason: 'revision_id: the project has changed since; read it again' })
}

interface UpdateSurroundings {
  readonly deps: UpdateProjectDependencies
  readonly managedPaths: readonly string[]
  readonly now: Instant
  readonly requireSecretsRight: () => void
}

function decideUpdate(
  current: StoredProject,
  wished: WishedProject,
  around: UpdateSurroundings,
): Consequences & { readonly edits: ProjectEdits } {
  const { project, workspace } = current
  const { deps, managedPaths, now } = around
  const facts = { name: requireName(wished.name), environment: wished.environment, revision: project.revision + 1 }
  if (wished.config === undefined) return { edits: { project: facts }, warnings: wished.warnings, droppedPrefixes: [] }
  const change = settingsChange(project, wished.config, {
    projectUrl: deps.projectUrlOf(project.slug),
    plan: deps.planNamed(workspace.plan),
    managedPaths,
    now,
  })
  return {
    edits: { project: { ...facts, config: change.config }, secrets: secretsAfter(current, change, around) },
    warnings: [...wished.warnings, ...change.warnings],
    droppedPrefixes: change.droppedPrefixes,
  }
}

/** Opening keys takes time, so it is only done where signing keys are spoken of. */
function secretsAfter(current: StoredProject, change: SettingsChange, around: UpdateSurroundings): readonly SealedSecret[] {
  const { deps, managedPaths, now } = around
  const chosen = settingAt(change.config, SIGNING_KEY_ID_PATH)
  const isChosenAnew = chosen !== undefined && chosen !== settingAt(current.project.config, SIGNING_KEY_ID_PATH)
  if (change.jwks.length === 0 && !isChosenAnew) return current.secrets
  around.requireSecretsRight()
  const wished = {
    jwks: change.jwks,
    signingKeyId: typeof chosen === 'string' ? chosen : undefined,
    areManaged: managedPaths.includes(SIGNING_KEYS_PATH),
    now,
  }
  return withSigningKeys(current, wished, deps)
}

async function strandedByPrefix(
  { store }: UpdateProjectDependencies,
  id: ProjectId,
  prefixes: readonly string[],
): Promise<readonly ProjectWarning[]> {
  if (prefixes.length === 0) return []
  const counts = await store.countLiveKeys(id)
  return prefixes.flatMap((prefix) =>
    strandedKeysWarning(
      counts.filter((count) => count.prefix === prefix),
      `the prefix ${prefix}, which is not among the retired ones,`,
    ),
  )
}
