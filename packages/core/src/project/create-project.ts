import { invalidField } from '../errors/domain-error.ts'
import type { AuditEntry } from '../events/audit-event.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { JsonObject } from '../key/json.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { ProjectEnvironment, ProjectRecord, SealedSecret } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import { sealDataKey, sealProjectSecret } from './project-secrets.ts'
import { isSlug, readableSlug, SLUG_RANDOM_BYTES } from './project-slug.ts'

const NAME_MAX_CHARACTERS = 256
const DATA_KEY_BYTES = 32

export interface NewProject {
  readonly workspaceId: string
  readonly name: string
  readonly environment: ProjectEnvironment
  readonly apiKeysEnabled: boolean
  /** Given only where the id or slug is fixed from outside: the first project, networks of a config file. */
  readonly id?: ProjectId
  readonly slug?: string
  readonly hosts?: readonly string[]
}

/** Secrets of a new project. They are generated outside, because making an Ed25519 key draws its own randomness. */
export interface GeneratedSecrets {
  /** Text with at least 256 bits of randomness. */
  readonly hmacSecret: string
  /** Private JWK with its `kid`. */
  readonly signingJwk: JsonObject
}

export interface CreateProjectDependencies {
  readonly random: RandomSource
  readonly clock: Pick<Clock, 'now'>
  /** The current master key, 32 bytes. */
  readonly masterKey: Uint8Array
  readonly generateSecrets: (random: RandomSource) => GeneratedSecrets
}

/** Everything `ProjectStore.createProject` wants, in one piece. */
export interface CreatedProject {
  readonly project: ProjectRecord
  readonly secrets: readonly SealedSecret[]
  readonly audit: AuditEntry
}

/** Puts together a project with secrets of its own, sealed; settings are the defaults. Throws `bad_request` on a bad name. */
export function buildProject(wanted: NewProject, call: Call, deps: CreateProjectDependencies): CreatedProject {
  const now = deps.clock.now()
  const id = wanted.id ?? (deps.random.uuid() as ProjectId)
  const dataKey = deps.random.bytes(DATA_KEY_BYTES)
  const project: ProjectRecord = {
    id,
    workspaceId: wanted.workspaceId,
    slug: slugOf(wanted, deps.random),
    name: requireName(wanted.name),
    environment: wanted.environment,
    state: 'running',
    apiKeysEnabled: wanted.apiKeysEnabled,
    hosts: wanted.hosts ?? [],
    config: {},
    revision: 1,
    sealedDataKey: sealDataKey(id, dataKey, deps.masterKey, deps.random),
    createdAt: now,
    updatedAt: now,
  }
  const secrets = sealGenerated(id, dataKey, now, deps)
  dataKey.fill(0)
  return { project, secrets, audit: creationEntry(project, call, deps.random) }
}

function sealGenerated(projectId: ProjectId, dataKey: Uint8Array, now: Instant, deps: CreateProjectDependencies): SealedSecret[] {
  const { hmacSecret, signingJwk } = deps.generateSecrets(deps.random)
  const plain = [
    { purpose: 'hmac', plaintext: hmacSecret },
    { purpose: 'signing', plaintext: JSON.stringify(signingJwk) },
  ] as const
  return plain.map((secret) =>
    sealProjectSecret({ ...secret, id: deps.random.uuid(), projectId, createdAt: now }, dataKey, deps.random),
  )
}

const creationEntry = (project: ProjectRecord, call: Call, random: RandomSource): AuditEntry => ({
  id: random.uuid(),
  at: project.createdAt,
  event: 'project.created',
  caller: call.caller,
  targetKind: 'project',
  targetId: project.id,
  ip: call.ip,
  requestId: call.requestId,
  before: undefined,
  after: {
    id: project.id,
    slug: project.slug,
    name: project.name,
    environment: project.environment,
    workspace_id: project.workspaceId,
  },
})

function slugOf({ slug }: NewProject, random: RandomSource): string {
  if (slug === undefined) return readableSlug(random.bytes(SLUG_RANDOM_BYTES))
  if (!isSlug(slug)) throw invalidField('slug', 'must be a DNS label in lower case')
  return slug
}

/** The name of a project; throws `bad_request` on one that is empty or too long. */
export function requireName(name: string): string {
  const isGood = name.trim() !== '' && name.length <= NAME_MAX_CHARACTERS
  if (!isGood) throw invalidField('name', `must have 1 to ${NAME_MAX_CHARACTERS} characters`)
  return name
}
