import type { Page } from 'playwright-core'
import type { ConsoleBench } from './console-bench.ts'

export interface Invited {
  readonly email: string
  readonly role: 'owner' | 'developer' | 'viewer'
  readonly project_id?: string
}

export interface InvitedPerson {
  readonly id: string
  readonly email: string
  /** The session, as the Cookie header has it. */
  readonly cookie: string
  /** A watched page in which the person is signed in. */
  page(): Promise<Page>
}

/** The workspace of the server that the bench started. */
export async function workspaceOf(bench: ConsoleBench): Promise<string> {
  const { workspace_id } = await (await bench.asOwner('GET', `/projects/${bench.server.projectId}`)).json()
  return workspace_id
}

/** Somebody whom the owner has invited and who has accepted. */
export async function invitePerson(bench: ConsoleBench, invited: Invited): Promise<InvitedPerson> {
  const answer = await bench.asOwner('POST', `/workspaces/${await workspaceOf(bench)}/invitations`, invited)
  const { link } = await answer.json()
  const token = new URL(link).hash.replace('#token=', '')
  const accepted = await fetch(`${bench.address}/api/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: bench.server.endpoint },
    body: JSON.stringify({ token, password: 'another long pass phrase' }),
  })
  const { account } = await accepted.json()
  const cookie = (accepted.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  return { id: account.id, email: account.email, cookie, page: () => pageWith(bench, cookie) }
}

async function pageWith(bench: ConsoleBench, cookie: string): Promise<Page> {
  const page = await bench.page({ signedIn: false })
  const [name, value] = cookie.split('=', 2) as [string, string]
  await page.context().addCookies([{ name, value, url: bench.server.endpoint }])
  return page
}
