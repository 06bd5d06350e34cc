import { hashAccessKey } from '@latchkey/core/credential/access-key-secret'
import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import type { CommitStep } from '../adapters/sql/transaction.ts'
import type { DatabaseLocation } from '../config/config.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { ensureFirstProject, ensureNetworks, type FirstStart, type FirstStartDependencies } from '../project/first-start.ts'
import { generateProjectSecrets } from '../project/generate-secrets.ts'
import { openMasterKeys } from '../project/master-key.ts'
import { openStore, type SchemaPolicy, type Store } from './open-store.ts'

/** The store and the keys to its secrets. */
export interface JoinedInstallation {
  /** Tells this database from any other: the id of the first project, which was made by chance. */
  readonly id: string
  readonly store: Store
  readonly masterKeys: MasterKeys
}

/** The same with something in it: what a server and an administrator both begin with. */
export interface Installation extends JoinedInstallation {
  readonly firstStart: FirstStart
}

export interface InstallationSources {
  readonly clock: Clock
  readonly random: RandomSource
  /** Default: an embedded database is brought up to date, one that others share must be so already. */
  readonly migrations?: SchemaPolicy | undefined
  /** Told of each step of a commit, so that a test can stop the process there. */
  readonly onCommitStep?: ((step: CommitStep) => void) | undefined
}

const defaultPolicy = ({ kind }: DatabaseLocation): SchemaPolicy => (kind === 'sqlite' ? 'apply' : 'require')

/** Opens the database and the master keys, and makes sure that there is a first project. Closes what it opened on failure. */
export async function openInstallation(
  { config, secrets }: LoadedConfig,
  { clock, random, migrations, onCommitStep }: InstallationSources,
): Promise<Installation> {
  const store = await openStore(config.database, migrations ?? defaultPolicy(config.database), onCommitStep)
  try {
    const mayCreate = (await store.projects.findDefaultProject()) === undefined
    const masterKeys = openMasterKeys({ dataDir: config.dataDir, configured: secrets.master, random, mayCreate })
    const deps: FirstStartDependencies = {
      projects: store.projects,
      accessKeys: store.accessKeys,
      random,
      clock,
      masterKey: masterKeys.current,
      generateSecrets: generateProjectSecrets,
      bootstrap: secrets.bootstrap,
    }
    const firstStart = await ensureFirstProject(deps)
    await ensureNetworks(deps, config.networks)
    return { id: firstStart.projectId, store, masterKeys, firstStart }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** An installation that another thread of this process has opened before. Closes what it opened on failure. */
export async function joinInstallation({ config, secrets }: LoadedConfig, random: RandomSource): Promise<JoinedInstallation> {
  const store = await openStore(config.database, 'require')
  try {
    const masterKeys = openMasterKeys({ dataDir: config.dataDir, configured: secrets.master, random, mayCreate: false })
    const first = await store.projects.findDefaultProject()
    if (first === undefined) throw new Error('the first project cannot be read')
    return { id: first.project.id, store, masterKeys }
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * For a start that failed: nobody will see the first project key. It is deleted, so that the next start makes another one
 * and shows it.
 */
export async function takeBackFirstKey(
  { store: { accessKeys }, firstStart }: Installation,
  { clock, random }: { clock: Clock; random: RandomSource },
): Promise<void> {
  if (firstStart.outcome !== 'created' || firstStart.projectApiKey === undefined) return
  const created = await accessKeys.findByHash(hashAccessKey(firstStart.projectApiKey.reveal()))
  if (created === undefined) return
  await accessKeys.deleteAccessKey(created.ownerId, created.id, {
    id: random.uuid(),
    at: clock.now(),
    event: 'access_key.deleted',
    caller: { kind: 'operator', id: 'first-start', name: 'first start' },
    targetKind: 'access_key',
    targetId: created.id,
    ip: undefined,
    requestId: 'first-start',
    before: undefined,
    after: undefined,
  })
}
