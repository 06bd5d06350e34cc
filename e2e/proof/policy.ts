/**
 * Who may do what, written down by hand a second time and on purpose: the bars hold it against the live router, so that a
 * route nobody thought about is found, and a permission that slipped is seen.
 */
export interface PolicyEntry {
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the project; `{key_id}` stands for any id. */
  readonly path: string
  /** What a project API key needs; `anyone`: no credential is asked for. */
  readonly needs: string
  /** `public`: only this and `every` are left when a process serves the public surface. */
  readonly surface: 'admin' | 'public' | 'every' | 'pages'
  /** A call that a key with the permission gets through with. */
  readonly body?: (fresh: string, credential: string) => unknown
  /** What that call answers, with an id that does not exist where the path has one. */
  readonly answers: number
}

const ISSUED = '/v2alpha1/admin/issuedApiKeys'
const IMPORTED = '/v2alpha1/admin/importedApiKeys'
const ANY = '/v2alpha1/admin/apiKeys'
const USAGE = '/v2alpha1/admin/usage'

const imported = (fresh: string) => ({ name: 'policy', actor_id: 'policy', raw_key: `sk_policy_${fresh}` })
const presented = (_fresh: string, credential: string) => ({ credential })

const admin = (
  operation: string,
  method: PolicyEntry['method'],
  path: string,
  rest: Pick<PolicyEntry, 'needs' | 'answers' | 'body'>,
): PolicyEntry => ({ operation, method, path, surface: 'admin', ...rest })

const open = (
  method: PolicyEntry['method'],
  path: string,
  rest: Pick<PolicyEntry, 'surface' | 'answers' | 'body'>,
): PolicyEntry => ({
  operation: `${method} ${path}`,
  method,
  path,
  needs: 'anyone',
  ...rest,
})

const update = () => ({ name: 'policy' })
const nothing = () => ({})

export const policy: readonly PolicyEntry[] = [
  admin('issue', 'POST', ISSUED, { needs: 'keys:issue', answers: 201, body: () => ({ name: 'policy' }) }),
  admin('list issued', 'GET', ISSUED, { needs: 'keys:read', answers: 200 }),
  admin('get issued', 'GET', `${ISSUED}/{key_id}`, { needs: 'keys:read', answers: 404 }),
  admin('update issued', 'PATCH', `${ISSUED}/{key_id}`, { needs: 'keys:update', answers: 404, body: update }),
  admin('rotate issued', 'POST', `${ISSUED}/{key_id}:rotate`, { needs: 'keys:rotate', answers: 404, body: nothing }),
  admin('revoke issued', 'POST', `${ISSUED}/{key_id}:revoke`, { needs: 'keys:revoke', answers: 404, body: nothing }),
  admin('suspend issued', 'POST', `${ISSUED}/{key_id}:suspend`, { needs: 'keys:update', answers: 404 }),
  admin('resume issued', 'POST', `${ISSUED}/{key_id}:resume`, { needs: 'keys:update', answers: 404 }),
  admin('import', 'POST', IMPORTED, { needs: 'keys:import', answers: 201, body: imported }),
  admin('batch import', 'POST', `${IMPORTED}:batchCreate`, {
    needs: 'keys:import',
    answers: 200,
    body: (fresh) => ({ requests: [imported(`batch_${fresh}`)] }),
  }),
  admin('batch import, other name', 'POST', `${IMPORTED}:batchImport`, {
    needs: 'keys:import',
    answers: 200,
    body: (fresh) => ({ requests: [imported(`alias_${fresh}`)] }),
  }),
  admin('list imported', 'GET', IMPORTED, { needs: 'keys:read', answers: 200 }),
  admin('get imported', 'GET', `${IMPORTED}/{key_id}`, { needs: 'keys:read', answers: 404 }),
  admin('update imported', 'PATCH', `${IMPORTED}/{key_id}`, { needs: 'keys:update', answers: 404, body: update }),
  admin('revoke imported', 'POST', `${IMPORTED}/{key_id}:revoke`, { needs: 'keys:revoke', answers: 404, body: nothing }),
  admin('delete imported', 'DELETE', `${IMPORTED}/{key_id}`, { needs: 'keys:delete', answers: 404 }),
  admin('suspend imported', 'POST', `${IMPORTED}/{key_id}:suspend`, { needs: 'keys:update', answers: 404 }),
  admin('resume imported', 'POST', `${IMPORTED}/{key_id}:resume`, { needs: 'keys:update', answers: 404 }),
  admin('verify', 'POST', `${ANY}:verify`, { needs: 'keys:verify', answers: 200, body: presented }),
  admin('batch verify', 'POST', `${ANY}:batchVerify`, {
    needs: 'keys:verify',
    answers: 200,
    body: (_fresh, credential) => ({ requests: [{ credential }] }),
  }),
  admin('derive', 'POST', `${ANY}:derive`, {
    needs: 'tokens:derive',
    answers: 200,
    body: (_fresh, credential) => ({ credential, algorithm: 'TOKEN_ALGORITHM_JWT' }),
  }),
  admin('revoke either', 'POST', `${ANY}/{key_id}:revoke`, { needs: 'keys:revoke', answers: 404, body: nothing }),
  admin('bulk revoke', 'POST', `${ANY}:bulkRevoke`, {
    needs: 'keys:revoke',
    answers: 200,
    body: () => ({ filter: 'actor_id="nobody"', validate_only: true }),
  }),
  admin('query usage', 'GET', USAGE, { needs: 'usage:read', answers: 200 }),
  admin('list usage sources', 'GET', `${USAGE}/sources`, { needs: 'usage:read', answers: 400 }),
  admin('list verification failures', 'GET', '/v2alpha1/admin/verificationFailures', { needs: 'audit:read', answers: 200 }),
  admin('list audit events', 'GET', '/v2alpha1/admin/auditEvents', { needs: 'audit:read', answers: 200 }),
  admin('export audit events', 'GET', '/v2alpha1/admin/auditEvents:export', { needs: 'audit:read', answers: 200 }),
  open('POST', '/v2alpha1/apiKeys:selfRevoke', {
    surface: 'public',
    answers: 404,
    body: (fresh) => ({ credential: `nobody_${fresh}` }),
  }),
  open('GET', '/v2alpha1/derivedKeys/jwks.json', { surface: 'every', answers: 200 }),
  open('GET', '/health/alive', { surface: 'every', answers: 200 }),
  open('GET', '/health/ready', { surface: 'every', answers: 200 }),
  open('GET', '/version', { surface: 'every', answers: 200 }),
  open('GET', '/openapi.json', { surface: 'pages', answers: 200 }),
  open('GET', '/docs', { surface: 'pages', answers: 200 }),
  open('GET', '/docs/app.js', { surface: 'pages', answers: 200 }),
  open('GET', '/docs/style.css', { surface: 'pages', answers: 200 }),
]

/** Answered by the listener itself, beside the router. */
export const answeredBesideTheRouter: readonly string[] = [`POST ${ANY}:verify`]

/** Permissions as the contract lists them, and the names for several of them. */
export const permissions = [
  'keys:verify',
  'keys:read',
  'keys:issue',
  'keys:import',
  'keys:update',
  'keys:rotate',
  'keys:revoke',
  'keys:delete',
  'tokens:derive',
  'usage:read',
  'audit:read',
] as const

/** A UUID that no key has. */
export const ABSENT_ID = '00000000-0000-4000-8000-00000000dead'

export const pathOf = ({ path }: PolicyEntry, keyId: string = ABSENT_ID): string => path.replace('{key_id}', keyId)
