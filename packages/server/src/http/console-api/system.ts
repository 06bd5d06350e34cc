import type { Diagnostics, SystemState } from '@latchkey/contract/messages/console-system'
import { isAdministrator } from '@latchkey/core/access/administrator'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { ConsoleCall, ConsoleHandler } from '../operation.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { requireSignedIn } from './session-reply.ts'
import type { SystemFacts, SystemReader } from './system-facts.ts'

const LICENCE = 'Apache-2.0'

type SystemDependencies = Pick<ConsoleHandlerDependencies, 'accounts' | 'projects' | 'system' | 'clock'>

/** The server itself, for those who administer it. */
export function makeSystemHandlers(deps: SystemDependencies): Readonly<Record<string, ConsoleHandler>> {
  const requireAdministrator = async (call: ConsoleCall): Promise<void> => {
    if (await isAdministrator(requireSignedIn(call).memberships, deps.projects)) return
    throw new DomainError('forbidden', { reason: 'only administrators of this server see how it is' })
  }
  return {
    consoleGetSystem: async (call) => {
      await requireAdministrator(call)
      return { status: 200, body: await systemState(call, deps.system) }
    },
    consoleGetDiagnostics: async (call) => {
      await requireAdministrator(call)
      const body = await diagnose(call, deps)
      const name = `latchkey-diagnostics-${body.generated_at.slice(0, 19).replaceAll(/[:T]/g, '-')}.json`
      return { status: 200, body, headers: { 'Content-Disposition': `attachment; filename="${name}"` } }
    },
  }
}

async function systemState({ origin, isSecure }: ConsoleCall, system: SystemReader): Promise<SystemState> {
  const facts = system.readFacts()
  return {
    version: facts.version,
    licence: LICENCE,
    node_version: process.versions.node,
    started_at: new Date(facts.startedAt).toISOString(),
    surface: facts.surface,
    store: await storeState(facts, system),
    addresses: {
      api: facts.apiAddress,
      operations: facts.operationsAddress,
      public_url: facts.publicUrl ?? null,
      seen: origin,
      encrypted: isSecure,
    },
    verification_cache_max_bytes: facts.cacheMaxBytes,
    tracing: facts.isTracing,
    master_key: facts.masterKey,
    warnings: [...facts.warnings],
    packages: [...facts.packages],
  }
}

/** What cannot be read now is said to be so: this is looked at when something is wrong. */
async function storeState({ storeKind, storePath }: SystemFacts, system: SystemReader): Promise<SystemState['store']> {
  const schema = await orUndefined(() => system.readSchema())
  return {
    kind: storeKind,
    path: storePath ?? null,
    healthy: (await orUndefined(() => system.isStoreHealthy())) ?? false,
    schema_version: schema?.current ?? null,
    schema_latest: system.latestSchema,
  }
}

async function orUndefined<T>(read: () => Awaitable<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch {
    return undefined
  }
}

async function diagnose(call: ConsoleCall, deps: SystemDependencies): Promise<Diagnostics> {
  const { settings, environmentVariables } = deps.system.readFacts()
  return {
    generated_at: new Date(deps.clock.now()).toISOString(),
    system: await systemState(call, deps.system),
    platform: deps.system.readPlatform(),
    counts: await countAll(deps).catch(() => null),
    settings: [...settings],
    environment_variables: [...environmentVariables],
  }
}

async function countAll({ accounts, projects }: SystemDependencies): Promise<NonNullable<Diagnostics['counts']>> {
  const workspaces = await projects.listWorkspaces()
  const held = (await Promise.all(workspaces.map(({ id }) => projects.listProjects(id)))).flat()
  const members = (await Promise.all(workspaces.map(({ id }) => accounts.listMembers(id)))).flat()
  const keys = await Promise.all(held.map(({ id }) => projects.countQuotaUse(id)))
  return {
    workspaces: workspaces.length,
    projects: held.length,
    members: new Set(members.map(({ account }) => account.id)).size,
    api_keys: keys.reduce((sum, each) => sum + each, 0),
  }
}
