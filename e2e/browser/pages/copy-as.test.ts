import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { repositoryRoot } from '../../../tools/source-files.ts'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench, OWNER } from '../support/console-bench.ts'
import { workspaceOf } from '../support/invited-person.ts'

let bench: ConsoleBench
let workspaceKey: string

before(async () => {
  bench = await ConsoleBench.open()
  await bench.asOwner('POST', '/console/api/step-up', { password: OWNER.password })
  const answer = await bench.asOwner('POST', `/workspaces/${await workspaceOf(bench)}/tokens`, { name: 'copies' })
  workspaceKey = (await answer.json()).value
  bench.secrets.push(workspaceKey)
})
after(() => bench.close())

const ODD_NAME = `it's "odd" $HOME`

async function issue(attributes: Record<string, unknown>): Promise<string> {
  const { body } = await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', attributes)
  bench.secrets.push(body.secret)
  return body.issued_api_key.key_id
}

const keyOf = async (keyId: string) => (await bench.server.call('GET', `/v2alpha1/admin/issuedApiKeys/${keyId}`)).body

type Language = 'curl' | 'TypeScript' | 'Go' | 'CLI'

async function open(place: string): Promise<Page> {
  const page = await bench.page()
  await page.goto(bench.projectAddress(place))
  return page
}

/** What the screen offers under "The same as a call", as it is shown. */
async function shownAs(page: Page, languages: readonly Language[]): Promise<readonly string[]> {
  const part = page.locator('details').filter({ hasText: 'The same as a call' })
  await part.locator('summary').click()
  const texts: string[] = []
  for (const language of languages) {
    await part.getByRole('radio', { name: language }).check({ force: true })
    await part.getByRole('button', { name: `Copy as ${language}` }).waitFor()
    texts.push((await part.locator('pre').textContent()) ?? '')
  }
  return texts
}

/** Runs it where the keys are in the environment, and nowhere in the text. */
async function run(text: string, program: 'sh' | 'node' = 'sh'): Promise<string> {
  assert.doesNotMatch(text, /ory_(?:pat|wak)_|_v1_/)
  const cli = `latchkey() { '${process.execPath}' '${join(repositoryRoot, 'packages/cli/src/main.ts')}' "$@"; }`
  const words = program === 'sh' ? ['-c', `${cli}\n${text}`] : ['--input-type=module', '--eval', text]
  const { stdout } = await promisify(execFile)(program === 'sh' ? 'sh' : process.execPath, words, {
    cwd: repositoryRoot,
    env: { ...process.env, LATCHKEY_PROJECT_API_KEY: bench.server.projectKey, LATCHKEY_WORKSPACE_API_KEY: workspaceKey },
  })
  return stdout
}

describe('every screen is a command', () => {
  acceptance(
    'e.10',
    'the list of keys, with its filter, runs in a terminal and in a program',
    () => bench,
    async () => {
      await issue({ name: ODD_NAME, actor_id: "o'neill" })
      await issue({ name: 'another', actor_id: 'acme' })
      const page = await open(`api-keys/keys?actor=${encodeURIComponent("o'neill")}&status=ACTIVE`)
      await page.getByRole('link', { name: ODD_NAME }).waitFor()
      const [curl = '', typeScript = '', go = '', cli = ''] = await shownAs(page, ['curl', 'TypeScript', 'Go', 'CLI'])
      const names = (stdout: string) => JSON.parse(stdout).issued_api_keys.map(({ name }: { name: string }) => name)
      assert.deepEqual(names(await run(curl)), [ODD_NAME])
      assert.deepEqual(names(await run(`${cli} --format=json`)), [ODD_NAME])
      assert.equal((await run(typeScript, 'node')).trim(), ODD_NAME)
      assert.ok(go.includes(`http.NewRequest("GET", "${/http\S+(?=')/.exec(curl)?.[0]}", nil)`), go)
      assert.equal(go.includes('"strings"'), false, 'Go refuses an import that nothing uses')
    },
  )

  acceptance(
    'e.10',
    'events and figures are asked for as the page asks',
    () => bench,
    async () => {
      const page = await open('audit?event=api_key.issued')
      await page.getByRole('table').waitFor()
      const [auditCurl = '', auditCli = ''] = await shownAs(page, ['curl', 'CLI'])
      const shown = await page.getByRole('row').filter({ hasText: 'api_key.issued' }).count()
      assert.equal(JSON.parse(await run(auditCurl)).audit_events.length, shown)
      assert.equal(JSON.parse(await run(`${auditCli} --format=json`)).audit_events.length, shown)
      await page.goto(bench.projectAddress('api-keys/usage?range=1h&actor=acme'))
      const [usageCurl = '', usageCli = ''] = await shownAs(page, ['curl', 'CLI'])
      for (const answer of [await run(usageCurl), await run(`${usageCli} --format=json`)]) {
        assert.equal(JSON.parse(answer).granularity, 'MINUTE')
      }
    },
  )

  acceptance(
    'e.10',
    'the change of a key or of a setting that is not saved yet can be made by the command instead',
    () => bench,
    async () => {
      const keyId = await issue({ name: 'before', scopes: ['read'], rate_limit_policy: { quota: '5', window: '60s' } })
      const page = await open(`api-keys/keys/${keyId}`)
      await page.getByRole('button', { name: 'Rename' }).click()
      await page.getByLabel('Name').fill(ODD_NAME)
      const [renameCurl = '', renameCli = ''] = await shownAs(page, ['curl', 'CLI'])
      await run(renameCurl)
      const renamed = await keyOf(keyId)
      assert.deepEqual([renamed.name, renamed.scopes, renamed.rate_limit_policy.quota], [ODD_NAME, ['read'], '5'])
      await bench.server.call('PATCH', `/v2alpha1/admin/issuedApiKeys/${keyId}?update_mask=name`, { name: 'before' })
      await run(renameCli)
      assert.equal((await keyOf(keyId)).name, ODD_NAME)
      await page.goto(bench.projectAddress(`api-keys/keys/${keyId}?tab=limits`))
      await page.getByRole('button', { name: 'Edit: Rate limit' }).click()
      await page.getByLabel('Quota').fill('')
      const [clearCli = ''] = await shownAs(page, ['CLI'])
      await run(clearCli)
      assert.equal((await keyOf(keyId)).rate_limit_policy, null)

      await page.goto(bench.projectAddress('api-keys/configuration/prefixes'))
      await page.getByLabel('Prefix of secret keys', { exact: true }).fill('acme')
      const [settingsCurl = '', settingsCli = ''] = await shownAs(page, ['curl', 'CLI'])
      await run(settingsCurl)
      const project = await (await bench.asOwner('GET', `/projects/${bench.server.projectId}`)).json()
      assert.equal(project.services.talos.config.credentials.api_keys.prefix.current, 'acme')
      assert.match(settingsCli, /^latchkey patch project default --replace=/)
    },
  )
})
