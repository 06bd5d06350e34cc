import type { NamedThings } from './two-projects.ts'

/** One request of project A that names something: the other project's, or nobody's. */
export interface Probe {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: readonly string[]
  /** Goes where the other project is, with A's key: must be the 401 of an unknown project. */
  readonly refused?: true
}

/** Every operation with every input that can carry somebody's id. */
export function probes(of: NamedThings): readonly Probe[] {
  const admin = '/v2alpha1/admin'
  const keys = ['issuedApiKeys', 'importedApiKeys'].flatMap((collection) =>
    [of.issuedId, of.importedId].flatMap((id): Probe[] => {
      const path = `${admin}/${collection}/${id}`
      return [
        { name: 'get', method: 'GET', path },
        { name: 'update', method: 'PATCH', path, body: { name: 'taken over' } },
        {
          name: 'update with a mask',
          method: 'PATCH',
          path: `${path}?update_mask=name`,
          body: { name: 'taken over' },
          headers: [`If-Match: ${of.etag}`],
        },
        { name: 'delete', method: 'DELETE', path },
        ...['rotate', 'revoke', 'suspend', 'resume'].map((verb) => ({
          name: verb,
          method: 'POST',
          path: `${path}:${verb}`,
          body: {},
        })),
      ]
    }),
  )
  const anyKey = [of.issuedId, of.importedId].map((id) => ({
    name: 'revoke either',
    method: 'POST',
    path: `${admin}/apiKeys/${id}:revoke`,
    body: {},
  }))
  const credentials = [of.issuedSecret, of.importedSecret, of.jwt, of.macaroon].flatMap((credential): Probe[] => [
    { name: 'verify', method: 'POST', path: `${admin}/apiKeys:verify`, body: { credential } },
    {
      name: 'verify uncached',
      method: 'POST',
      path: `${admin}/apiKeys:verify`,
      body: { credential },
      headers: ['Cache-Control: no-cache'],
    },
    {
      name: 'batch verify',
      method: 'POST',
      path: `${admin}/apiKeys:batchVerify`,
      body: { requests: [{ credential }, { credential: 'x' }] },
    },
    { name: 'derive', method: 'POST', path: `${admin}/apiKeys:derive`, body: { credential } },
    { name: 'self-revoke', method: 'POST', path: '/v2alpha1/apiKeys:selfRevoke', body: { credential } },
  ])
  const lists = ['issuedApiKeys', 'importedApiKeys'].flatMap((collection) =>
    [
      { page_token: of.pageToken },
      { filter: `actor_id = "${of.actorId}"` },
      { filter: `name = "${of.slug}"` },
      { project_id: of.projectId },
    ].map((query) => ({
      name: `list by ${Object.keys(query).join()}`,
      method: 'GET',
      path: `${admin}/${collection}?${new URLSearchParams(query)}`,
    })),
  )
  const bodies: readonly Probe[] = [
    { name: 'bulk revoke', method: 'POST', path: `${admin}/apiKeys:bulkRevoke`, body: { filter: `actor_id = "${of.actorId}"` } },
    {
      name: 'issue with its request id',
      method: 'POST',
      path: `${admin}/issuedApiKeys`,
      body: { name: 'other', actor_id: of.actorId, scopes: ['read'], request_id: of.requestId },
    },
    {
      name: 'issue into it',
      method: 'POST',
      path: `${admin}/issuedApiKeys`,
      body: { name: 'x', project_id: of.projectId, key_id: of.issuedId, supersedes: of.issuedId },
    },
    {
      name: 'import its key',
      method: 'POST',
      path: `${admin}/importedApiKeys`,
      body: { name: 'x', actor_id: 'x', raw_key: of.importedSecret, project_id: of.projectId },
    },
    {
      name: 'import over its key',
      method: 'POST',
      path: `${admin}/importedApiKeys`,
      body: { name: 'x', actor_id: 'x', key_hash: of.importedId, hash_algorithm: 'sha256' },
    },
    {
      name: 'import in a batch',
      method: 'POST',
      path: `${admin}/importedApiKeys:batchCreate`,
      body: { requests: [{ name: 'x', actor_id: 'x', raw_key: `${of.importedSecret}-batch`, key_id: of.importedId }] },
    },
  ]
  return [...keys, ...anyKey, ...credentials, ...lists, ...bodies, ...addresses(of)]
}

/** Places that name the project. */
function addresses({ slug, projectId }: NamedThings): readonly Probe[] {
  const list = '/v2alpha1/admin/issuedApiKeys'
  const verify = { method: 'POST', body: { credential: 'x' } }
  const hosts = [`Host: ${slug}.projects.localhost`, `Host: ${slug.toUpperCase()}.PROJECTS.LOCALHOST:80`]
  return [
    ...[slug, projectId].flatMap((name): Probe[] => [
      { name: 'list by path', method: 'GET', path: `/projects/${name}${list}`, refused: true },
      { name: 'verify by path', path: `/projects/${name}/v2alpha1/admin/apiKeys:verify`, ...verify, refused: true },
    ]),
    ...hosts.flatMap((host): Probe[] => [
      { name: 'list by host', method: 'GET', path: list, headers: [host], refused: true },
      { name: 'verify by host', path: '/v2alpha1/admin/apiKeys:verify', headers: [host], ...verify, refused: true },
    ]),
    { name: 'list by forwarded host', method: 'GET', path: list, headers: [`X-Forwarded-Host: ${slug}.projects.localhost`] },
    { name: 'list by header', method: 'GET', path: list, headers: [`X-Project-Id: ${projectId}`] },
  ]
}
