import { join } from 'node:path'
import { openBackend } from '../../support/backend.ts'
import { ChildServer, type Command, PRODUCT } from './child-server.ts'

export type Settings = Readonly<Record<string, string>>

/** Servers as processes of their own, on one store and one cache. */
export interface ChildInstances {
  readonly all: readonly [ChildServer, ...ChildServer[]]
  /** Where the store is, for whoever looks at it beside them. */
  readonly settings: Settings
  remove(): Promise<void>
}

export interface ChildInstancesWanted {
  readonly count: number
  /** What the first is, instead of the product. */
  readonly command?: Command | undefined
  /** Of a store that is there; by default a new one on the backend of this run. */
  readonly settings?: Settings
}

/** Starts the servers one after another. */
export async function startChildren({ count, command = PRODUCT, settings }: ChildInstancesWanted): Promise<ChildInstances> {
  const backend = settings ?? (await openBackend())
  const first = await ChildServer.prepare(command, backend)
  const shared = {
    ...backend,
    LATCHKEY_DATA_DIR: join(first.folder, 'data'),
    LATCHKEY_BOOTSTRAP_PROJECT_KEY: first.projectKey,
  }
  const others: ChildServer[] = []
  const remove = async (): Promise<void> => {
    for (const server of [...others, first]) await server.remove()
  }
  try {
    for (let index = 1; index < count; index++) others.push(await ChildServer.prepare(command, shared))
    for (const server of [first, ...others]) await server.start()
  } catch (error) {
    await remove()
    throw error
  }
  return { all: [first, ...others], settings: shared, remove }
}
