import assert from 'node:assert/strict'
import { describeMismatch } from '@latchkey/contract/describe-mismatch'
import type { SuccessfulProjectUpdate, Project as WireProject } from '@latchkey/contract/messages/projects'
import type { RouteDescriptor } from '@latchkey/contract/routes'
import { projectRoutes } from '@latchkey/contract/routes/projects'
import { compileMessage } from '@latchkey/contract/validate'
import type { ControlCaller } from '@latchkey/core/access/control-caller'
import { invalidField } from '@latchkey/core/errors/domain-error'
import { makeIssueKey } from '@latchkey/core/key/issue-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { ProjectStore, StoredProject } from '@latchkey/core/ports/project-store'
import type { GeneratedSecrets } from '@latchkey/core/project/create-project'
import type { WorkspacePlan } from '@latchkey/core/project/create-project-for-caller'
import type { Project } from '@latchkey/core/project/project'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import { makeVerifyCredential } from '@latchkey/core/verify/verify-credential'
import { MemoryRateLimiter } from '@latchkey/server/adapters/memory/memory-rate-limiter'
import { MemoryStore } from '@latchkey/server/adapters/memory/memory-store'
import { MemoryVerificationCache } from '@latchkey/server/adapters/memory/memory-verification-cache'
import type { SqliteStore } from '@latchkey/server/adapters/sqlite/sqlite-store'
import type { ControlHandler, OperationReply } from '@latchkey/server/http/operation'
import { generateProjectSecrets } from '@latchkey/server/project/generate-secrets'
import { noOverlay, openProject } from '@latchkey/server/project/open-project'
import { anyone } from './access-bench.ts'
import { buildWorkspaceEntry, buildWorkspaceRecord } from './builders.ts'
import { FakeClock } from './fake-clock.ts'
import { SeededRandom } from './seeded-random.ts'
import { buildAttributes, call } from './use-case-bench.ts'
import { asking, fromAnywhere } from './verify-bench.ts'

const freePlan: WorkspacePlan = {
  name: 'team',
  apiKeysMax: undefined,
  projectsMax: undefined,
  cacheAllowed: true,
  rateLimitAllowed: true,
  apiRateLimits: {},
}

/** What the handlers of projects are made with. */
export interface ProjectBenchDependencies {
  readonly store: ProjectStore
  readonly clock: FakeClock
  readonly random: SeededRandom
  readonly masterKeys: MasterKeys
  readonly generateSecrets: () => GeneratedSecrets
  readonly planNamed: (name: string) => WorkspacePlan
  readonly managedPaths: () => readonly string[]
  readonly projectUrlOf: (slug: string) => string
  readonly hostOf: (slug: string) => string
}

/** The handlers under test, by operation id. */
export type MakeProjectHandlers = (deps: ProjectBenchDependencies) => Readonly<Record<string, ControlHandler>>

export interface ProjectBenchOptions {
  readonly plan?: Partial<WorkspacePlan>
  /** What the configuration of the server fixes for every project. */
  readonly managedPaths?: readonly string[]
  /** Instead of a store in store. */
  readonly store?: MemoryStore | SqliteStore
  /** Around the store: one that fails, or waits. */
  readonly wrapStore?: (store: ProjectStore) => ProjectStore
}

/** Everything about projects, on a store with one workspace: handlers, and what they made. */
export async function openProjectBench(makeHandlers: MakeProjectHandlers, options: ProjectBenchOptions = {}) {
  const { plan, managedPaths = [], store = new MemoryStore(), wrapStore = (same: ProjectStore) => same } = options
  const clock = new FakeClock()
  const random = new SeededRandom()
  const workspace = buildWorkspaceRecord({ plan: 'team' })
  await store.projects.createWorkspace(workspace, buildWorkspaceEntry())
  const generated: GeneratedSecrets[] = []
  const settings = { plan: { ...freePlan, ...plan } }
  const deps: ProjectBenchDependencies = {
    store: wrapStore(store.projects),
    clock,
    random,
    masterKeys: { current: random.bytes(32), retired: [] },
    generateSecrets: () => {
      const secrets = generateProjectSecrets()
      generated.push(secrets)
      return secrets
    },
    planNamed: () => settings.plan,
    managedPaths: () => managedPaths,
    projectUrlOf: (slug) => `https://${slug}.keys.example`,
    hostOf: (slug) => `${slug}.keys.example`,
  }
  const bench = { store, clock, random, workspace, deps, settings, generated }
  const ask = makeAsk(bench, makeHandlers(deps))
  return { ...bench, ask, ...readersOf(bench), ...projectsOf(workspace.id, ask), ...keysOf(bench) }
}

interface Bench {
  readonly store: MemoryStore | SqliteStore
  readonly clock: FakeClock
  readonly random: SeededRandom
  readonly deps: ProjectBenchDependencies
  readonly generated: readonly GeneratedSecrets[]
}

/** What a request to the control plane says. */
export interface ProjectInput {
  /** Id of the project that the path names. */
  readonly project?: string
  readonly params?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly caller?: ControlCaller
}

/** Calls handlers as the pipeline does: bodies are read by the contract, and a good answer is held against it. */
function makeAsk({ store }: Bench, handlers: Readonly<Record<string, ControlHandler>>) {
  return async (operationId: string, input: ProjectInput = {}): Promise<OperationReply> => {
    const route: RouteDescriptor | undefined = projectRoutes.find((candidate) => candidate.operationId === operationId)
    const handler = handlers[operationId]
    if (route === undefined || handler === undefined) throw new Error(`no such operation: ${operationId}`)
    const stored = input.project === undefined ? undefined : await store.projects.findProject({ id: input.project })
    const reply = await handler({
      caller: input.caller ?? anyone.caller,
      target: { workspace: stored?.workspace, stored },
      requestId: call.requestId,
      clientIp: call.ip,
      body: route.body === undefined ? undefined : readBody(route.body, input.body),
      params: { ...input.params },
      query: {},
      ifMatch: undefined,
      origin: 'https://keys.example',
      headers: {},
    })
    checkReply(route, reply)
    return reply
  }
}

function readBody(schema: Parameters<typeof compileMessage>[0], body: unknown): unknown {
  const reading = compileMessage(schema).parse(body)
  if (!reading.ok) throw invalidField(reading.field, reading.rule)
  return reading.value
}

function checkReply({ responses }: RouteDescriptor, { status, body }: OperationReply): void {
  const schema = responses[status]
  if (schema === undefined) assert.fail(`status ${status} is not in the contract`)
  if (schema === null) assert.equal(body, undefined)
  else assert.equal(describeMismatch(schema, JSON.parse(JSON.stringify(body))), undefined)
}

function readersOf({ store, deps, generated }: Bench) {
  const stored = (id: string): StoredProject => {
    const found = store.projects.findProject({ id })
    assert.ok(found && !(found instanceof Promise), 'no such project')
    return found
  }
  return {
    stored,
    /** The project as the data plane would serve it now. */
    opened: (id: string): Project =>
      openProject(stored(id), {
        masterKeys: deps.masterKeys,
        overlay: noOverlay,
        planNamed: deps.planNamed,
        urlOf: deps.projectUrlOf,
      }),
    /** What happened to a project itself, without how it began. */
    eventsOf: (id: string) =>
      store.readAuditEvents(id).filter(({ event, targetKind }) => targetKind === 'project' && event !== 'project.created'),
    /** Every secret that was made so far and stands in the text, in any usual spelling. */
    leakedIn: (text: string): readonly string[] =>
      generated
        .flatMap(({ hmacSecret, signingJwk }) => [hmacSecret, String(signingJwk['d'])])
        .flatMap((secret) => [secret, Buffer.from(secret).toString('base64url'), Buffer.from(secret).toString('hex')])
        .filter((spelling) => text.includes(spelling)),
  }
}

function projectsOf(workspaceId: string, ask: ReturnType<typeof makeAsk>) {
  const create = async (body: JsonObject = {}): Promise<WireProject> => {
    const reply = await ask('createProject', { body: { name: 'Shop', environment: 'prod', workspace_id: workspaceId, ...body } })
    return reply.body as WireProject
  }
  const patch = async (project: string, operations: readonly unknown[]): Promise<SuccessfulProjectUpdate> => {
    const reply = await ask('patchProject', { project, params: { project_id: project }, body: operations })
    return reply.body as SuccessfulProjectUpdate
  }
  const read = async (project: string): Promise<WireProject> => (await ask('getProject', { project })).body as WireProject
  return { create, patch, read }
}

function keysOf({ store, clock, random }: Bench) {
  const issueKey = makeIssueKey({ keyStore: store.keys, clock, random })
  const verifyCredential = makeVerifyCredential({
    keyStore: store.keys,
    cache: new MemoryVerificationCache({ clock }),
    rateLimiter: new MemoryRateLimiter({ clock }),
    noteUse: () => {},
    noteOutcome: () => {},
    clock,
  })
  return {
    issue: (project: Project) => issueKey(project, call, buildAttributes()),
    verifies: async (project: Project, credential: string): Promise<boolean> =>
      (await verifyCredential(project, asking(credential), fromAnywhere)).valid,
  }
}
