import type { ConsoleBench } from './console-bench.ts'

/** The pages that show something in any project, by their path below it. */
export const projectPages: readonly string[] = [
  'home',
  'api-keys/keys',
  'api-keys/keys/new',
  'api-keys/keys/import',
  'api-keys/playground',
  'api-keys/usage',
  ...['prefixes', 'lifespans', 'rate-limits', 'cache', 'derived-tokens', 'signing-keys', 'secrets', 'network'].map(
    (topic) => `api-keys/configuration/${topic}`,
  ),
  'audit',
  'webhooks',
  'settings/api-keys',
  'settings/general',
  'settings/members',
  'settings/plan',
]

const consolePages: readonly string[] = ['account', 'system']

const keyTabs = ['overview', 'usage', 'limits', 'tokens', 'activity', 'code']

/** What is chosen on a page stands in its address. */
const viewsInAddress = [
  'api-keys/keys?tab=imported',
  'api-keys/keys?status=ACTIVE&actor=acme&cols=actor',
  'api-keys/keys/new?name=from-a-link&scopes=read',
  'api-keys/playground?mode=batch',
  'api-keys/playground?mode=derive',
  'api-keys/playground?mode=inspect',
]

/** The addresses of all pages for people who are signed in, with something to show on each. */
export async function allPages(bench: ConsoleBench): Promise<readonly string[]> {
  const key = { name: 'ci-deploy', actor_id: 'acme', scopes: ['read'], ip_restriction: { allowed_cidrs: ['127.0.0.0/8'] } }
  const { body: issued } = await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', key)
  bench.secrets.push(issued.secret)
  const keyPage = `api-keys/keys/${issued.issued_api_key.key_id}`
  const { memberships } = (await (await bench.asOwner('GET', '/console/api/session')).json()) as {
    readonly memberships: readonly { readonly workspace_id: string }[]
  }
  return [
    ...projectPages.map((path) => bench.projectAddress(path)),
    ...keyTabs.map((tab) => bench.projectAddress(`${keyPage}?tab=${tab}`)),
    ...viewsInAddress.map((path) => bench.projectAddress(path)),
    ...['rotate', 'revoke'].map((action) => bench.projectAddress(`${keyPage}?do=${action}`)),
    ...consolePages.map((path) => `${bench.address}/${path}`),
    `${bench.address}/workspaces/${memberships[0]?.workspace_id}`,
  ]
}
