import { join, resolve } from 'node:path'
import { ChildServer } from './child-server.ts'

const MIGRATING = [resolve(import.meta.dirname, '../../../packages/cli/src/main.ts'), 'serve', '--migrate', '--config'] as const

/** Servers in processes of their own on one store, without a balancer. */
export interface Instances {
  readonly servers: readonly ChildServer[]
  readonly projectKey: string
  stop(): Promise<void>
}

/** `environments`: of each server, beside what all of them share. */
export async function startInstances(
  shared: Readonly<Record<string, string>>,
  environments: readonly Readonly<Record<string, string>>[],
  command: readonly [string, ...string[]] = MIGRATING,
): Promise<Instances> {
  const servers: ChildServer[] = []
  const stop = async (): Promise<void> => {
    for (const server of servers.toReversed()) await server.remove()
  }
  try {
    for (const environment of environments) {
      const [first] = servers
      const ofFirst = first && {
        LATCHKEY_DATA_DIR: join(first.folder, 'data'),
        LATCHKEY_BOOTSTRAP_PROJECT_KEY: first.projectKey,
      }
      const server = await ChildServer.prepare(command, { ...shared, ...ofFirst, ...environment })
      servers.push(server)
      await server.start()
    }
    return { servers, projectKey: servers[0]?.projectKey ?? '', stop }
  } catch (error) {
    await stop()
    throw error
  }
}
