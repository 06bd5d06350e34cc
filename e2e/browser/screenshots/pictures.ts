import type { Page } from 'playwright-core'
import type { Shown } from './shown-servers.ts'

/** One picture of the console, taken in four looks. */
export interface Picture {
  /** Of its files. */
  readonly name: string
  /** The route that it shows, as the router spells it; pictures beyond one for each route leave it out. */
  readonly route?: string
  /** Below the console. */
  readonly address: (shown: Shown) => string
  /** On the server that has been in use, signed in, unless it says otherwise. */
  readonly on?: 'fresh' | 'begun'
  readonly signedOut?: true
  /** What is done before the picture is taken. */
  readonly act?: (page: Page, shown: Shown) => Promise<void>
}

const below = (path: string) => (shown: Shown) => `projects/${shown.ids.project}/${path}`
const ofProject = (name: string, path: string): Picture => ({ name, route: `/${path}`, address: below(path) })
const ofKey = (name: string, search: string, act?: Picture['act']): Picture => ({
  name,
  address: ({ ids }) => `projects/${ids.project}/api-keys/keys/${ids.key}?${search}`,
  ...(act && { act }),
})
const entrance = (name: string, path: string): Picture => ({ name, route: `/${path}`, address: () => path, signedOut: true })

const topics = ['prefixes', 'lifespans', 'rate-limits', 'cache', 'derived-tokens', 'signing-keys', 'secrets', 'network']

/** The server of the pictures keeps its data in a folder that no other server has. */
const showUsualFolder = (page: Page): Promise<void> =>
  page
    .locator('dd code')
    .filter({ hasText: 'latchkey.db' })
    .evaluate((path) => {
      path.textContent = '/var/lib/latchkey/latchkey.db'
    })

/** One for each page of the router. */
const pages: readonly Picture[] = [
  { ...entrance('setup', 'setup'), address: ({ setupPath }) => setupPath, on: 'fresh' },
  { ...entrance('register', 'register'), on: 'begun' },
  entrance('login', 'login'),
  entrance('recover', 'login/recover'),
  { ...entrance('reset-password', 'recover'), address: () => 'recover#token=of-a-printed-link' },
  { ...entrance('accept', 'accept'), address: ({ invitationToken }) => `accept#token=${invitationToken}` },
  ofProject('home', 'home'),
  ofProject('keys', 'api-keys/keys'),
  {
    name: 'issue',
    route: '/new',
    address: below('api-keys/keys/new?name=checkout-canary&actor=acme&scopes=orders:read,payments:create&ttl=30d'),
  },
  ofProject('import', 'api-keys/keys/import'),
  {
    name: 'key',
    route: '/api-keys/keys/$keyId',
    address: ({ ids }) => `projects/${ids.project}/api-keys/keys/${ids.key}`,
  },
  {
    name: 'leaked',
    route: '/api-keys/keys/$keyId/leaked',
    address: ({ ids }) => `projects/${ids.project}/api-keys/keys/${ids.key}/leaked`,
  },
  ofProject('playground', 'api-keys/playground'),
  ofProject('usage', 'api-keys/usage'),
  ...topics.map((topic) => ofProject(topic, `api-keys/configuration/${topic}`)),
  { name: 'enable', route: '/api-keys/enable', address: ({ ids }) => `projects/${ids.sandbox}/api-keys/enable` },
  ofProject('audit', 'audit'),
  ofProject('webhooks', 'webhooks'),
  {
    name: 'webhook',
    route: '/webhooks/$webhook',
    address: ({ ids }) => `projects/${ids.project}/webhooks/${ids.webhook}?state=delivered`,
  },
  ofProject('project-api-keys', 'settings/api-keys'),
  ofProject('general', 'settings/general'),
  ofProject('members', 'settings/members'),
  ofProject('limits', 'settings/plan'),
  { name: 'system', route: '/system', address: () => 'system', act: showUsualFolder },
  { name: 'account', route: '/account', address: () => 'account' },
  { name: 'workspace', route: '/workspaces/$workspace', address: ({ ids }) => `workspaces/${ids.workspace}` },
]

const SHEET = `key,name,actor_id,scopes,ttl
pos_live_41d07be84a6f93c59f2c,pos-terminal-hamburg,acme,orders:write,365d
pos_live_84a6f93c59f2c41d07be,pos-terminal-lyon,acme,orders:write,365d
pos_live_84a6f93c59f2c41d07be,pos-terminal-porto,acme,orders:write,365d
loy_6f0893c59f2c41d07be84a17,loyalty-tablet,globex,orders:read,90 days
`

async function showSecret(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Issue key' }).click()
  await page.locator('output').waitFor()
}

async function verify(page: Page, { secret }: Shown): Promise<void> {
  await page.getByLabel('Credential', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await page.getByRole('region', { name: 'Verdict' }).scrollIntoViewIfNeeded()
}

/** Moments that the guides show. */
const moments: readonly Picture[] = [
  { name: 'home-first', address: () => '', on: 'begun' },
  { name: 'keys-first', address: ({ ids }) => `projects/${ids.begun}/api-keys/keys`, on: 'begun' },
  { name: 'secret', address: below('api-keys/keys/new?name=search-indexer&actor=acme'), act: showSecret },
  ofKey('key-usage', 'tab=usage&range=24h'),
  ofKey('key-limits', 'tab=limits'),
  ofKey('key-tokens', 'tab=tokens'),
  ofKey('key-activity', 'tab=activity'),
  ofKey('key-code', 'tab=code'),
  ofKey('rotate', 'do=rotate'),
  ofKey('revoke', 'do=revoke', async (page) => {
    await page.getByRole('dialog').getByRole('radio').first().check()
  }),
  {
    name: 'import-check',
    address: below('api-keys/keys/import'),
    act: async (page) => {
      const file = { name: 'till-keys.csv', mimeType: 'text/csv', buffer: Buffer.from(SHEET) }
      await page.getByLabel('File with keys').setInputFiles(file)
      await page.getByRole('button', { name: /^Import \d+ keys?$/ }).waitFor()
    },
  },
  { name: 'verified', address: below('api-keys/playground'), act: verify },
  { name: 'usage-table', address: below('api-keys/usage?view=table&codes=true') },
  {
    name: 'palette',
    address: below('home'),
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Page, action, key name, id or pasted key' }).fill('rev ci')
      await page.getByRole('option', { name: /Revoke ci-deploy/ }).waitFor()
    },
  },
]

export const pictures: readonly Picture[] = [...pages, ...moments]

export interface Look {
  /** Ends the names of its files. */
  readonly suffix: string
  readonly colorScheme: 'light' | 'dark'
  readonly viewport: { readonly width: number; readonly height: number }
  readonly isPhone: boolean
}

const wide = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

export const looks: readonly Look[] = [
  { suffix: 'light', colorScheme: 'light', viewport: wide, isPhone: false },
  { suffix: 'dark', colorScheme: 'dark', viewport: wide, isPhone: false },
  { suffix: 'phone-light', colorScheme: 'light', viewport: phone, isPhone: true },
  { suffix: 'phone-dark', colorScheme: 'dark', viewport: phone, isPhone: true },
]

export const PICTURE_FOLDER = 'docs/images/console'
export const fileOf = ({ name }: Picture, { suffix }: Look): string => `${name}-${suffix}.webp`
