import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { movableClock } from '../../support/movable-clock.ts'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench, OWNER } from '../support/console-bench.ts'

const VARIABLE = 'LATCHKEY_CREDENTIALS_DERIVED_TOKENS_VERIFY_PARENT'
const MINUTE_MS = 60_000

const clock = movableClock()
let bench: ConsoleBench
/** Every answer that a page got, for CFG-7. */
const bodies: string[] = []

before(async () => {
  bench = await ConsoleBench.open({ overrides: { clock }, environment: { [VARIABLE]: 'true' } })
})
after(() => bench.close())

const data = (method: string, path: string, body?: unknown) =>
  bench.server.call(method, `/projects/${bench.server.slug}/v2alpha1${path}`, body)

async function issue(name: string): Promise<string> {
  const { status, body } = await data('POST', '/admin/issuedApiKeys', { name })
  assert.equal(status, 201, JSON.stringify(body))
  bench.secrets.push(body.secret)
  return body.secret
}

async function derive(credential: string): Promise<string> {
  const { status, body } = await data('POST', '/admin/apiKeys:derive', {
    credential,
    algorithm: 'TOKEN_ALGORITHM_JWT',
    ttl: '10m',
  })
  assert.equal(status, 200, JSON.stringify(body))
  bench.secrets.push(body.token.token)
  return body.token.token
}

async function verdictOn(credential: string): Promise<string> {
  const { status, body } = await data('POST', '/admin/apiKeys:verify', { credential })
  assert.equal(status, 200, JSON.stringify(body))
  return body.is_valid === true ? 'VALID' : body.error_code
}

async function publishedKids(): Promise<readonly string[]> {
  const { body } = await data('GET', '/derivedKeys/jwks.json')
  return body.keys.map(({ kid }: { kid: string }) => kid)
}

async function open(topic: string): Promise<Page> {
  const page = await bench.page()
  page.on('response', (response) => {
    if (response.request().resourceType() === 'fetch') {
      void response.text().then(
        (text) => bodies.push(text),
        () => undefined,
      )
    }
  })
  await page.goto(bench.projectAddress(`api-keys/configuration/${topic}`))
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}

/** As the person who sits there: proved a moment ago. */
async function prove(): Promise<void> {
  const answer = await bench.asOwner('POST', '/console/api/step-up', { password: OWNER.password })
  assert.equal(answer.status, 200, await answer.text())
}

const rowOf = (page: Page, state: string) => page.getByRole('row').filter({ hasText: state })
const kidOf = async (page: Page, state: string): Promise<string> =>
  (await rowOf(page, state).first().getAttribute('data-kid')) ?? ''

describe('the settings of a project', () => {
  acceptance(
    'CFG-1',
    'a changed prefix is shown as a difference, holds for new keys, and old keys still verify',
    () => bench,
    async () => {
      const old = await issue('old prefix')
      const page = await open('prefixes')
      await page.getByLabel('Prefix of secret keys', { exact: true }).fill('acme')
      await page.getByTestId('example-key').getByText('acme_v1_').waitFor()
      const bar = page.getByRole('region', { name: 'Unsaved changes' })
      await bar.getByText(/ory_ak\s*→\s*becomes\s*acme.*new keys only; 1 key keeps the old one/).waitFor()
      await bar.getByRole('button', { name: 'Save changes' }).click()
      await bar.waitFor({ state: 'detached' })
      await page
        .getByRole('listitem')
        .filter({ hasText: /ory_ak.*1 live key/ })
        .waitFor()
      assert.match(await issue('new prefix'), /^acme_v1_/)
      assert.equal(await verdictOn(old), 'VALID')
    },
  )

  acceptance(
    'CFG-5',
    'a value that the environment sets is read-only and names the variable',
    () => bench,
    async () => {
      const page = await open('derived-tokens')
      const check = page.getByLabel('Check the parent key')
      assert.equal(await check.isChecked(), true)
      assert.equal(await check.isDisabled(), true)
      await page.getByText(VARIABLE, { exact: true }).waitFor()
    },
  )

  acceptance(
    'CFG-6',
    'leaving with unsaved changes asks, and what is wrong keeps the bar and gets the focus',
    () => bench,
    async () => {
      const page = await open('lifespans')
      const field = page.getByLabel('Longest life of a key', { exact: true })
      await field.fill('a while')
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('Write a length of time such as').waitFor()
      await page.getByRole('region', { name: 'Unsaved changes' }).waitFor()
      await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
      assert.equal(await field.evaluate((element) => element === document.activeElement), true)
      const neighbour = page.getByRole('navigation', { name: 'Configuration' }).getByRole('link', { name: 'Cache' })
      await neighbour.click()
      await page.getByRole('button', { name: 'Stay here' }).click()
      assert.equal(await field.inputValue(), 'a while')
      await neighbour.click()
      await page.getByRole('button', { name: 'Leave and lose the changes' }).click()
      await page.waitForURL(/\/configuration\/cache$/)
    },
  )

  acceptance(
    'b.13 conflict',
    'what somebody else saved meanwhile is not overwritten, and the changes of this page stay',
    () => bench,
    async () => {
      const page = await open('rate-limits')
      await page.getByLabel('Enforce rate limits').check()
      const rename = [{ op: 'replace', path: '/name', value: 'Renamed meanwhile' }]
      assert.equal((await bench.asOwner('PATCH', `/projects/${bench.server.projectId}`, rename)).status, 200)
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByRole('button', { name: 'Load their changes and keep mine' }).click()
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'detached' })
      const answer = await bench.asOwner('GET', `/projects/${bench.server.projectId}`)
      const project = (await answer.json()) as { name: string; services: { talos: { config: { rate_limit: unknown } } } }
      assert.deepEqual([project.name, project.services.talos.config.rate_limit], ['Renamed meanwhile', { enabled: true }])
    },
  )
})

describe('where calls come from', () => {
  acceptance(
    'b.13 network',
    'is explained, and can be tested from the browser',
    () => bench,
    async () => {
      const page = await open('network')
      await page.getByText('From the connection itself').waitFor()
      await page.getByRole('button', { name: 'Test from this browser' }).click()
      await page.getByText(/The server sees you as|This server cannot test it/).waitFor()
    },
  )
})

describe('the secrets of a project', () => {
  acceptance(
    'CFG-2',
    'after a graceful rotation old tokens verify and both keys are published, until the old one retires',
    () => bench,
    async () => {
      const token = await derive(await issue('signer'))
      const page = await open('signing-keys')
      const old = await kidOf(page, 'Current')
      await page.getByRole('button', { name: 'Rotate signing key' }).click()
      await page.getByLabel('The old one stops verifying').selectOption('at')
      await page.getByLabel('Time, in your zone').fill(await localTimeIn(page, 5 * MINUTE_MS))
      await page.getByRole('button', { name: 'Rotate', exact: true }).click()
      await rowOf(page, 'Previous').waitFor()
      assert.equal(await kidOf(page, 'Previous'), old)
      const current = await kidOf(page, 'Current')
      assert.deepEqual([...(await publishedKids())].sort(), [current, old].sort())
      assert.equal(await verdictOn(token), 'VALID')
      clock.moveBy(6 * MINUTE_MS)
      assert.deepEqual(await publishedKids(), [current])
      assert.equal(await verdictOn(token), 'VERIFICATION_ERROR_SIGNATURE_INVALID')
    },
  )

  acceptance(
    'CFG-3',
    'revoking the signing key wants the kid typed and the password, and old tokens fail at once',
    () => bench,
    async () => {
      clock.moveBy(11 * MINUTE_MS)
      const token = await derive(await issue('revoked signer'))
      const page = await open('signing-keys')
      const kid = await kidOf(page, 'Current')
      await page.getByRole('button', { name: `Revoke signing key ${kid}` }).click()
      const revoke = page.getByRole('button', { name: 'Revoke signing key', exact: true })
      assert.equal(await revoke.isDisabled(), true)
      await page.getByLabel('Key id (kid)').fill(kid)
      await revoke.click()
      await page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor()
      assert.equal(await verdictOn(token), 'VALID', 'nothing has happened yet')
      await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
      await page.getByRole('button', { name: 'Confirm' }).click()
      await page.locator(`tr[data-kid="${kid}"]`).waitFor({ state: 'detached' })
      assert.equal(await verdictOn(token), 'VERIFICATION_ERROR_SIGNATURE_INVALID')
    },
  )

  acceptance(
    'LOG-6',
    'rotating the secret after eleven idle minutes asks for the password, and cancelling changes nothing',
    () => bench,
    async () => {
      await prove()
      const page = await open('secrets')
      const fingerprints = () =>
        page.locator('tr[data-fingerprint]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-fingerprint')))
      await rowOf(page, 'Current').waitFor()
      const before = await fingerprints()
      clock.moveBy(11 * MINUTE_MS)
      const answers: number[] = []
      page.on('response', (response) => {
        if (response.request().method() !== 'GET') answers.push(response.status())
      })
      await page.getByRole('button', { name: 'Rotate secret' }).click()
      const rotation = page.getByRole('dialog', { name: 'Rotate the secret' })
      await rotation.getByRole('button', { name: 'Rotate', exact: true }).click()
      const proof = page.getByRole('dialog', { name: 'Confirm that it is you' })
      await proof.getByRole('button', { name: 'Cancel' }).click()
      await proof.waitFor({ state: 'detached' })
      await rotation.getByRole('alert').waitFor()
      assert.deepEqual(answers, [403], 'nothing was asked again')
      await page.reload()
      await rowOf(page, 'Current').waitFor()
      assert.deepEqual(await fingerprints(), before)
    },
  )

  acceptance(
    'CFG-4',
    'after a rotation of the secret old keys verify and are counted, and removing it is blocked while there are any',
    () => bench,
    async () => {
      await prove()
      const old = await issue('before the rotation')
      const page = await open('secrets')
      const before = await rowOf(page, 'Current').getByTestId('live-keys').textContent()
      const fingerprint = (await rowOf(page, 'Current').getAttribute('data-fingerprint')) ?? ''
      await page.getByRole('button', { name: 'Rotate secret' }).click()
      await page.getByRole('button', { name: 'Rotate', exact: true }).click()
      await rowOf(page, 'Previous').waitFor()
      assert.equal(await verdictOn(old), 'VALID')
      const retired = page.locator(`tr[data-fingerprint="${fingerprint}"]`)
      assert.equal(await retired.getByTestId('live-keys').textContent(), before)
      assert.ok(Number(before) > 0)
      assert.equal(await rowOf(page, 'Current').getByTestId('live-keys').textContent(), '0')
      await retired.getByRole('button', { name: `Remove secret ${fingerprint}` }).click()
      await page.getByText(new RegExp(`${before} live keys? still depends? on this secret`)).waitFor()
      assert.equal(await page.getByRole('button', { name: 'Remove secret', exact: true }).isDisabled(), true)
      await page.getByRole('button', { name: 'Cancel' }).click()
      assert.equal(await verdictOn(old), 'VALID')
    },
  )

  acceptance(
    'CFG-7',
    'no answer to these pages holds secret material',
    () => bench,
    async () => {
      const page = await open('signing-keys')
      for (const topic of ['Secrets', 'Network', 'Cache']) {
        await page.getByRole('navigation', { name: 'Configuration' }).getByRole('link', { name: topic }).click()
        await page.getByRole('heading', { level: 1, name: topic }).waitFor()
      }
      const all = bodies.join('\n')
      assert.ok(all.includes('"fingerprint"'), 'something was recorded')
      // A private JWK has the member d (RFC 8037 §2); a base64:// address would hold whole key sets.
      assert.doesNotMatch(all, /"d"\s*:|base64:\/\/|BEGIN [A-Z ]*PRIVATE KEY/)
      for (const secret of bench.secrets) assert.equal(all.includes(secret), false)
      const secretNames = [...all.matchAll(/"([a-z_]*(?:secret|private)[a-z_]*)"\s*:/g)].map(([, name]) => name)
      assert.deepEqual([...new Set(secretNames)].sort(), ['secrets'], 'no member that names a secret')
    },
  )
})

/** As a field for a local time wants it. */
const localTimeIn = (page: Page, ms: number): Promise<string> =>
  page.evaluate((later) => {
    const now = new Date(Date.now() + later)
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
  }, ms)
