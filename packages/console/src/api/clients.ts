import { ControlPlane, Latchkey } from '@latchkey/sdk/client'
import { serverAddress } from './addresses.ts'
import { consoleFetch } from './console-fetch.ts'

/** Pages say themselves when something did not work, and offer to try again. */
const connection = { fetch: consoleFetch, retries: 1, timeoutMs: 20_000 }

/** Workspaces, projects, members, access keys, webhooks. */
export const controlPlane = new ControlPlane({ ...connection, endpoint: serverAddress })

const projects = new Map<string, Latchkey>()

/** The keys of one project, by its id or slug. */
export function projectClient(project: string): Latchkey {
  const known = projects.get(project)
  if (known !== undefined) return known
  const made = new Latchkey({ ...connection, endpoint: `${serverAddress}/projects/${encodeURIComponent(project)}` })
  projects.set(project, made)
  return made
}
