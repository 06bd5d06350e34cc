import { randomUUID } from 'node:crypto'
import { expectStatus } from './api.ts'
import type { ControlBench } from './control-bench.ts'
import type { Probe } from './cross-project-probes.ts'

/** Everything of a workspace that a caller of another one could name. */
export interface WorkspaceThings {
  readonly workspaceId: string
  readonly projectId: string
  readonly slug: string
  readonly host: string
  readonly accountId: string
  readonly email: string
  readonly projectKeyId: string
  readonly workspaceKeyId: string
  readonly invitationId: string
  readonly invitationToken: string
  readonly sessionId: string
  readonly retiredSecretId: string
  readonly revisionId: string
  readonly issuedId: string
  readonly pageToken: string
}

/** A second workspace with a project, people, keys, an invitation and secrets. */
export async function addOtherWorkspace(bench: ControlBench): Promise<WorkspaceThings> {
  const { shown } = bench.owner
  const made = async (path: string, body: object, status = 201) =>
    expectStatus(await bench.ask(shown, 'POST', path, body), status).body
  const workspaceId = await bench.addWorkspace()
  const project = await bench.addProject(workspaceId)
  const person = await bench.addPerson({ role: 'developer', workspaceId, projectId: project.id })
  const { invitation, link } = await made(`/workspaces/${workspaceId}/invitations`, { email: 'late@example.com', role: 'viewer' })
  const { secrets } = await made(`/projects/${project.id}/talos/rotate-hmac-secret`, { mode: 'graceful' }, 200)
  const issuing = `/projects/${project.id}/v2alpha1/admin/issuedApiKeys`
  const issued = await made(issuing, { name: 'x' })
  await made(issuing, { name: 'y' })
  const page = expectStatus(await bench.ask(shown, 'GET', `${issuing}?page_size=1`), 200).body
  const sessions = expectStatus(await bench.ask(person.shown, 'GET', '/console/api/sessions'), 200).body.sessions
  return {
    workspaceId,
    projectId: project.id,
    slug: project.slug,
    host: `${project.slug}.projects.localhost`,
    accountId: person.accountId,
    email: person.email,
    projectKeyId: (await made(`/projects/${project.id}/tokens`, { name: 'x' })).id,
    workspaceKeyId: (await made(`/workspaces/${workspaceId}/tokens`, { name: 'x' })).id,
    invitationId: invitation.id,
    invitationToken: link.slice(link.indexOf('=') + 1),
    sessionId: sessions[0].id,
    retiredSecretId: secrets.find(({ state }: { readonly state: string }) => state === 'retired').id,
    revisionId: expectStatus(await bench.ask(shown, 'GET', `/projects/${project.id}`), 200).body.revision_id,
    issuedId: issued.issued_api_key.key_id,
    pageToken: page.next_page_token,
  }
}

/** The same shapes, of nobody. */
export const nobodysWorkspace = (like: WorkspaceThings): WorkspaceThings => ({
  workspaceId: randomUUID(),
  projectId: randomUUID(),
  slug: 'nobody-here-at-all',
  host: 'nobody-here-at-all.projects.localhost',
  accountId: randomUUID(),
  email: 'nobody@example.com',
  projectKeyId: randomUUID(),
  workspaceKeyId: randomUUID(),
  invitationId: randomUUID(),
  invitationToken: 'A'.repeat(43),
  sessionId: randomUUID(),
  retiredSecretId: randomUUID(),
  revisionId: randomUUID(),
  issuedId: randomUUID(),
  pageToken: like.pageToken.slice(0, -8) + 'A'.repeat(8),
})

const ask = (name: string, call: string, body?: unknown, headers?: readonly string[]): Probe => {
  const [method = '', path = ''] = call.split(' ')
  return { name, method, path, ...(body === undefined ? {} : { body }), ...(headers && { headers }) }
}

const whole = { name: 'x', services: { talos: { config: {} } }, cors_public: {}, cors_admin: {}, organizations: [] }
const rename = [{ op: 'replace', path: '/name', value: 'taken over' }]

/** Every operation of the control plane with every input that names something of the other workspace; `own` is the caller's. */
export function controlProbes(
  of: WorkspaceThings,
  own: { readonly workspaceId: string; readonly projectId: string },
): readonly Probe[] {
  return [
    ...[of.projectId, of.slug].flatMap((project) => projectProbes(project, of)),
    ...workspaceProbes(of.workspaceId, of),
    ...belowOwnProbes(of, own),
    ...hostProbes(of),
  ]
}

const projectProbes = (project: string, of: WorkspaceThings): readonly Probe[] => {
  const path = `/projects/${project}`
  return [
    ask('get project', `GET ${path}`),
    ask('patch project', `PATCH ${path}`, rename),
    ask('set project', `PUT ${path}`, whole),
    ask('patch revision', `PATCH ${path}/revision/${of.revisionId}`, rename),
    ask('purge project', `DELETE ${path}`),
    ask('enable', `POST ${path}/talos/enable`),
    ask('suspend', `POST ${path}:suspend`),
    ask('resume', `POST ${path}:resume`),
    ask('revisions', `GET ${path}/revisions`),
    ask('rotate HMAC', `POST ${path}/talos/rotate-hmac-secret`, { mode: 'revoke' }),
    ask('rotate signing', `POST ${path}/talos/rotate-signing-key`, { mode: 'revoke' }),
    ask('secrets', `GET ${path}/talos/secrets`),
    ask('delete secret', `DELETE ${path}/talos/secrets/${of.retiredSecretId}`),
    ask('project members', `GET ${path}/members`),
    ask('remove project member', `DELETE ${path}/members/${of.accountId}`),
    ask('project keys', `GET ${path}/tokens`),
    ask('create project key', `POST ${path}/tokens`, { name: 'x' }),
    ask('delete project key', `DELETE ${path}/tokens/${of.projectKeyId}`),
    ask('keys by path', `GET ${path}/v2alpha1/admin/issuedApiKeys?page_token=${of.pageToken}`),
    ask('key by path', `GET ${path}/v2alpha1/admin/issuedApiKeys/${of.issuedId}`),
    ask('revoke by path', `POST ${path}/v2alpha1/admin/issuedApiKeys/${of.issuedId}:revoke`, {}),
  ]
}

const workspaceProbes = (workspace: string, of: WorkspaceThings): readonly Probe[] => {
  const path = `/workspaces/${workspace}`
  return [
    ask('get workspace', `GET ${path}`),
    ask('update workspace', `PUT ${path}`, { name: 'taken over' }),
    ask('projects of workspace', `GET ${path}/projects`),
    ask('members', `GET ${path}/members`),
    ask('change member', `PATCH ${path}/members/${of.accountId}`, { role: 'owner' }),
    ask('change member of project', `PATCH ${path}/members/${of.accountId}`, { role: 'owner', project_id: of.projectId }),
    ask('remove member', `DELETE ${path}/members/${of.accountId}`),
    ask('invitations', `GET ${path}/invitations`),
    ask('invite', `POST ${path}/invitations`, { email: 'spy@example.com', role: 'owner' }),
    ask('delete invitation', `DELETE ${path}/invitations/${of.invitationId}`),
    ask('workspace keys', `GET ${path}/tokens`),
    ask('create workspace key', `POST ${path}/tokens`, { name: 'x' }),
    ask('delete workspace key', `DELETE ${path}/tokens/${of.workspaceKeyId}`),
  ]
}

/** Their ids below a place of our own, in bodies and in queries. */
const belowOwnProbes = (
  of: WorkspaceThings,
  own: { readonly workspaceId: string; readonly projectId: string },
): readonly Probe[] => {
  const [workspace, project] = [`/workspaces/${own.workspaceId}`, `/projects/${own.projectId}`]
  return [
    ask('their secret below our project', `DELETE ${project}/talos/secrets/${of.retiredSecretId}`),
    ask('their revision of our project', `PATCH ${project}/revision/${of.revisionId}`, rename),
    ask('their key below our project', `DELETE ${project}/tokens/${of.projectKeyId}`),
    ask('their workspace key below our project', `DELETE ${project}/tokens/${of.workspaceKeyId}`),
    ask('their member below our project', `DELETE ${project}/members/${of.accountId}`),
    ask('their member', `PATCH ${workspace}/members/${of.accountId}`, { role: 'viewer' }),
    ask('their member in their project', `PATCH ${workspace}/members/${of.accountId}`, {
      role: 'viewer',
      project_id: of.projectId,
    }),
    ask('their member removed', `DELETE ${workspace}/members/${of.accountId}`),
    ask('their invitation', `DELETE ${workspace}/invitations/${of.invitationId}`),
    ask('their workspace key', `DELETE ${workspace}/tokens/${of.workspaceKeyId}`),
    ask('their project key below our workspace', `DELETE ${workspace}/tokens/${of.projectKeyId}`),
    ask('an invitation to their project', `POST ${workspace}/invitations`, {
      email: 'spy@example.com',
      role: 'owner',
      project_id: of.projectId,
    }),
    ask('a project in their workspace', 'POST /projects', { name: 'x', environment: 'dev', workspace_id: of.workspaceId }),
    ask('their session', `DELETE /console/api/sessions/${of.sessionId}`),
    ask('their key in our project', `GET ${project}/v2alpha1/admin/issuedApiKeys/${of.issuedId}`),
    ask('their page token in our project', `GET ${project}/v2alpha1/admin/issuedApiKeys?page_token=${of.pageToken}`),
    ask('workspaces after theirs', `GET /workspaces?page_token=${of.workspaceId}`),
    ask('projects of theirs by query', `GET /projects?workspace_id=${of.workspaceId}&workspace=${of.workspaceId}`),
  ]
}

/** The control plane through their host, and our own place with their name around it. */
const hostProbes = ({ host, slug, projectId, workspaceId }: WorkspaceThings): readonly Probe[] =>
  ['/projects', '/workspaces', `/projects/${projectId}`, `/workspaces/${workspaceId}`].flatMap((path) => [
    ask('by host', `GET ${path}`, undefined, [`Host: ${host}`]),
    ask('by forwarded host', `GET ${path}`, undefined, [`X-Forwarded-Host: ${host}`]),
    ask('by header', `GET ${path}`, undefined, [`X-Project-Id: ${projectId}`, `X-Workspace-Id: ${workspaceId}`]),
    ask('by absolute target', `GET http://${host}${path}`),
    ask('by slug in the host', `GET ${path}`, undefined, [`Host: ${slug.toUpperCase()}.PROJECTS.LOCALHOST:80`]),
  ])
