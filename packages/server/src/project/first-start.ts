import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { accessPermissions } from '@latchkey/core/access/access-permissions'
import type { Secret } from '@latchkey/core/credential/secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Call } from '@latchkey/core/key/call'
import type { AccessKey, AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { Clock } from '@latchkey/core/ports/clock'
import type { ProjectStore, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import { buildAccessKey, buildKnownAccessKey, type CreatedAccessKey } from '@latchkey/core/project/create-access-key'
import { buildProject, type GeneratedSecrets } from '@latchkey/core/project/create-project'
import type { BootstrapKeys, NetworkConfig } from '../config/config.ts'

export interface FirstStartDependencies {
  readonly projects: ProjectStore
  readonly accessKeys: AccessKeyStore
  readonly random: RandomSource
  readonly clock: Pick<Clock, 'now'>
  /** The current master key. */
  readonly masterKey: Uint8Array
  readonly generateSecrets: (random: RandomSource) => GeneratedSecrets
  readonly bootstrap: BootstrapKeys
}

export type FirstStart =
  /** `projectApiKey` is to be shown to the operator once; absent when automation chose it and so knows it. */
  | { readonly outcome: 'created'; readonly projectId: ProjectId; readonly projectApiKey: Secret | undefined }
  | { readonly outcome: 'existed'; readonly projectId: ProjectId }

const FIRST_SLUG = 'default'
// Fixed, so that of two processes that start at once only one can create it. It is a name, not a secret.
const FIRST_WORKSPACE_ID = '00000000-0000-4000-8000-000000000001'

const call: Call = {
  caller: { kind: 'operator', id: 'first-start', name: 'first start' },
  ip: undefined,
  requestId: 'first-start',
}

/**
 * Makes sure that there is a project to work with and a key to reach it. Finishes what a start that was cut off left undone.
 * Of two processes that start at once, one creates and the other finds. Never logs.
 */
export async function ensureFirstProject(deps: FirstStartDependencies): Promise<FirstStart> {
  const projectId = (await findFirst(deps)) ?? (await createFirst(deps))
  await seedWorkspaceKey(deps)
  const created = await createFirstProjectKey(deps, projectId)
  if (created === undefined) return { outcome: 'existed', projectId }
  return { outcome: 'created', projectId, projectApiKey: deps.bootstrap.projectKey === undefined ? created : undefined }
}

/** Creates the projects whose ids the configuration fixes, where they are missing, and gives them the hosts it names. */
export async function ensureNetworks(deps: FirstStartDependencies, networks: readonly NetworkConfig[]): Promise<void> {
  const first = await deps.projects.findDefaultProject()
  for (const network of networks) {
    const stored = await deps.projects.findProject({ id: network.id })
    if (stored === undefined) await createNetwork(deps, network, first?.workspace.id ?? FIRST_WORKSPACE_ID)
    else if (!isDeepStrictEqual(stored.project.hosts, network.hosts)) await moveNetwork(deps, network)
  }
}

async function createNetwork(deps: FirstStartDependencies, { id, hosts }: NetworkConfig, workspaceId: string): Promise<void> {
  const wanted = { id, workspaceId, name: hosts[0] ?? id, environment: 'prod', apiKeysEnabled: true, hosts } as const
  const { project, secrets, audit } = buildProject(wanted, call, deps)
  await unlessTaken(deps.projects.createProject(project, secrets, audit))
}

async function moveNetwork({ projects, random, clock }: FirstStartDependencies, { id, hosts }: NetworkConfig): Promise<void> {
  const at = clock.now()
  const entry = { id: random.uuid(), at, event: 'project.updated', targetKind: 'project', targetId: id, ...call } as const
  await projects.changeProject(id, ({ project, secrets }) => ({
    project: { ...project, hosts, updatedAt: at },
    secrets,
    audit: { ...entry, before: { hosts: project.hosts }, after: { hosts } },
  }))
}

const findFirst = async ({ projects }: FirstStartDependencies): Promise<ProjectId | undefined> =>
  (await projects.findDefaultProject())?.project.id

async function createFirst(deps: FirstStartDependencies): Promise<ProjectId> {
  const now = deps.clock.now()
  const workspace = { id: FIRST_WORKSPACE_ID, name: 'Default', plan: '', createdAt: now, updatedAt: now }
  await unlessTaken(deps.projects.createWorkspace(workspace, workspaceEntry(workspace, deps)))
  const wanted = { workspaceId: workspace.id, name: 'Default', environment: 'dev', apiKeysEnabled: true } as const
  // A deleted project keeps its slug until the last of it is removed; then any other slug will do.
  for (const slug of [{ slug: FIRST_SLUG }, {}]) {
    const { project, secrets, audit } = buildProject({ ...wanted, ...slug }, call, deps)
    await unlessTaken(deps.projects.createProject(project, secrets, audit))
    const first = await findFirst(deps)
    if (first !== undefined) return first
  }
  throw new DomainError('service_unavailable', { reason: 'the first project was created but cannot be read' })
}

const workspaceEntry = ({ id, name, plan, createdAt }: WorkspaceRecord, { random }: FirstStartDependencies): AuditEntry => ({
  ...call,
  id: random.uuid(),
  at: createdAt,
  event: 'workspace.created',
  targetKind: 'workspace',
  targetId: id,
  before: undefined,
  after: { id, name, plan },
})

async function createFirstProjectKey(deps: FirstStartDependencies, projectId: ProjectId): Promise<Secret | undefined> {
  if (await deps.accessKeys.hasAccessKeys('project')) return undefined
  return storeFirstKey(deps, 'project', projectId, deps.bootstrap.projectKey)
}

async function seedWorkspaceKey(deps: FirstStartDependencies): Promise<void> {
  const chosen = deps.bootstrap.workspaceKey
  if (chosen === undefined || (await deps.accessKeys.hasAccessKeys('workspace'))) return
  const [workspace] = await deps.projects.listWorkspaces()
  if (workspace !== undefined) await storeFirstKey(deps, 'workspace', workspace.id, chosen)
}

/** Stores the first key of a kind under an id that follows from its owner, so that there is only one. */
async function storeFirstKey(
  deps: FirstStartDependencies,
  kind: AccessKey['kind'],
  ownerId: string,
  chosen: Secret | undefined,
): Promise<Secret | undefined> {
  const wanted = {
    kind,
    ownerId,
    name: 'First key',
    permissions: accessPermissions,
    expiresAt: undefined,
    id: firstKeyId(kind, ownerId),
  }
  const { accessKey, credential, audit }: CreatedAccessKey =
    chosen === undefined
      ? buildKnownAccessKey({ ...wanted, credential: buildAccessKey(wanted, call, deps).credential }, call, deps)
      : buildKnownAccessKey({ ...wanted, credential: chosen }, call, deps)
  return (await unlessTaken(deps.accessKeys.createAccessKey(accessKey, audit))) ? credential : undefined
}

/** A UUID (version 8, RFC 9562 §5.8) out of a digest. */
function firstKeyId(kind: AccessKey['kind'], ownerId: string): string {
  const digits = hash('sha256', `latchkey/first-key/v1\0${kind}\0${ownerId}`, 'hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

/** True when the write went through, false when somebody else was first. */
async function unlessTaken(write: Promise<void>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'conflict') return false
    throw error
  }
}
