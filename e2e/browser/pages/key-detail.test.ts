import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open({ config: { usage: { flush_interval: '1s' }, last_used: { flush_interval: '1s' } } })
})
after(() => bench.close())

interface Issued {
  readonly keyId: string
  readonly secret: string
}

const admin = (path: string): string => `/projects/${bench.server.slug}/v2alpha1/admin/${path}`

async function issue(attributes: Record<string, unknown> = {}): Promise<Issued> {
  const { body, status } = await bench.server.call('POST', admin('issuedApiKeys'), { name: 'ci-deploy', ...attributes })
  assert.equal(status, 201)
  bench.secrets.push(body.secret)
  return { keyId: body.issued_api_key.key_id, secret: body.secret }
}

const keyOf = async (keyId: string) => (await bench.server.call('GET', admin(`issuedApiKeys/${keyId}`))).body

const verify = async (credential: string) =>
  (await bench.server.call('POST', admin('apiKeys:verify'), { credential }, { 'cache-control': 'no-cache' })).body

async function openKey(keyId: string, search = ''): Promise<Page> {
  const page = await bench.page()
  await page.goto(bench.projectAddress(`api-keys/keys/${keyId}${search}`))
  await page.locator('h1').waitFor()
  return page
}

const isChange = (request: Request, method: string, end: string): boolean =>
  request.method() === method && new URL(request.url()).pathname.endsWith(end)

/** Stores the secret that the dialog shows, as its owner would. */
async function storeSecret(page: Page): Promise<string> {
  const secret = (await page.locator('output').textContent()) ?? ''
  bench.secrets.push(secret)
  await page.getByLabel('I have stored it').check()
  await page.getByRole('button', { name: 'Done' }).click()
  return secret
}

describe('edits of a key', () => {
  acceptance(
    'DET-1',
    'a new name sends the name alone, and leaves scopes and metadata as they are',
    () => bench,
    async () => {
      const { keyId } = await issue({ scopes: ['read:orders'], metadata: { team: 'a' } })
      const page = await openKey(keyId)
      await page.getByRole('button', { name: 'Rename' }).click()
      await page.getByLabel('Name').fill('renamed')
      const sent = page.waitForRequest((request) => isChange(request, 'PATCH', keyId))
      await page.getByRole('button', { name: 'Save' }).click()
      const request = await sent
      assert.equal(new URL(request.url()).searchParams.get('update_mask'), 'name')
      assert.deepEqual(request.postDataJSON(), { name: 'renamed' })
      await page.getByRole('heading', { level: 1, name: 'renamed' }).waitFor()
      assert.equal(
        await page.getByRole('button', { name: 'Rename' }).evaluate((button) => button === document.activeElement),
        true,
      )
      const { name, scopes, metadata } = await keyOf(keyId)
      assert.deepEqual({ name, scopes, metadata }, { name: 'renamed', scopes: ['read:orders'], metadata: { team: 'a' } })
    },
  )

  acceptance(
    'DET-2',
    'removing the rate limit sends it as null, and it disappears',
    () => bench,
    async () => {
      const { keyId } = await issue({ rate_limit_policy: { quota: 600, window: '60s' } })
      const page = await openKey(keyId, '?tab=limits')
      await page.getByTestId('rate-limit').getByText('600 requests per 1 minute').waitFor()
      await page.getByText('Informational').waitFor()
      const sent = page.waitForRequest((request) => isChange(request, 'PATCH', keyId))
      await page.getByRole('button', { name: 'Remove limit' }).click()
      const request = await sent
      assert.equal(new URL(request.url()).searchParams.get('update_mask'), 'rate_limit_policy')
      assert.deepEqual(request.postDataJSON(), { rate_limit_policy: null })
      await page.getByTestId('rate-limit').waitFor({ state: 'detached' })
      assert.equal((await keyOf(keyId)).rate_limit_policy, null)
    },
  )

  acceptance(
    'DET-3',
    'nothing edits the expiry, and the page says why',
    () => bench,
    async () => {
      const { keyId } = await issue({ ttl: '30d' })
      const page = await openKey(keyId)
      await page.getByText('Expiry is fixed at creation').waitFor()
      const buttons = await page.getByRole('button').allInnerTexts()
      assert.equal(
        buttons.some((text) => /expir/i.test(text)),
        false,
      )
      assert.equal(await page.getByLabel(/expir/i).count(), 0)
    },
  )

  acceptance(
    'DET-9',
    'of two sessions the second sees what the first has saved, and overwrites nothing unknowingly',
    () => bench,
    async () => {
      const { keyId } = await issue({ scopes: ['read:a'] })
      const [first, second] = [await openKey(keyId), await openKey(keyId)]
      for (const page of [first, second]) await page.getByRole('button', { name: 'Edit: Scopes' }).click()
      await first.getByRole('textbox', { name: 'Scopes' }).fill('read:theirs')
      await first.getByRole('button', { name: 'Save' }).click()
      await first.getByRole('button', { name: 'Edit: Scopes' }).waitFor()
      await second.getByRole('textbox', { name: 'Scopes' }).fill('read:yours')
      await second.getByRole('button', { name: 'Save' }).click()
      const conflict = second.getByRole('alert').filter({ hasText: 'Somebody else changed this key' })
      await conflict.waitFor()
      assert.match(await conflict.innerText(), /Theirs: read:theirs\s+Yours: read:yours/)
      assert.deepEqual((await keyOf(keyId)).scopes, ['read:theirs'])
      await second.getByRole('button', { name: 'Save mine over it' }).click()
      await second.getByRole('button', { name: 'Edit: Scopes' }).waitFor()
      assert.deepEqual((await keyOf(keyId)).scopes, ['read:yours'])
    },
  )
})

describe('rotation of a key', () => {
  acceptance(
    'DET-4',
    'with overlap both keys stay active and are linked, the traffic of the old one is seen, and it is revoked from there',
    () => bench,
    async () => {
      const { keyId, secret } = await issue()
      const page = await openKey(keyId)
      await page.getByRole('button', { name: 'Rotate…' }).click()
      const sent = page.waitForRequest((request) => isChange(request, 'POST', ':rotate'))
      await page.getByRole('button', { name: 'Rotate with overlap' }).click()
      assert.deepEqual((await sent).postDataJSON(), { grace_period: '24h' })
      const newSecret = await storeSecret(page)
      const old = await keyOf(keyId)
      const next = await keyOf(old.superseded_by)
      assert.deepEqual([old.status, next.status, next.supersedes], ['KEY_STATUS_ACTIVE', 'KEY_STATUS_ACTIVE', keyId])
      assert.equal((await verify(newSecret)).key_id, next.key_id)
      const panel = page.getByRole('region', { name: 'Rotation in progress' })
      await panel.getByText('The old key is quiet').waitFor()
      assert.equal((await verify(secret)).is_valid, true)
      await panel.getByText('The old key is in use').waitFor({ timeout: 10_000 })
      await page.clock.setFixedTime(Date.now() + 5 * 60_000)
      const quietTime = panel.getByLabel('Quiet means unused for')
      await quietTime.selectOption('1 minute')
      await panel.getByText('The old key is quiet').waitFor()
      await quietTime.selectOption('10 minutes')
      await panel.getByText('The old key is in use').waitFor()
      await page.getByRole('link', { name: 'Replaced by a newer key' }).click()
      await page.getByRole('link', { name: 'Replaces an older key' }).waitFor()
      await panel.getByRole('button', { name: 'Revoke old' }).click()
      await panel.waitFor({ state: 'detached' })
      assert.equal((await verify(secret)).error_code, 'VERIFICATION_ERROR_REVOKED')
      assert.equal((await verify(newSecret)).is_valid, true)
    },
  )

  acceptance(
    'DET-5',
    'at once says that the old key stops, and then it is revoked as superseded',
    () => bench,
    async () => {
      const { keyId, secret } = await issue()
      const page = await openKey(keyId, '?do=rotate')
      await page.getByLabel('Immediate').check()
      await page.getByText('Callers that use the old key fail now').waitFor()
      await page.getByRole('button', { name: 'Rotate now' }).click()
      const newSecret = await storeSecret(page)
      assert.equal((await keyOf(keyId)).revocation_reason, 'REVOCATION_REASON_SUPERSEDED')
      assert.equal((await verify(secret)).error_code, 'VERIFICATION_ERROR_REVOKED')
      assert.equal((await verify(newSecret)).is_valid, true)
      await page.getByText('This key is revoked').waitFor()
    },
  )
})

describe('revocation of a key', () => {
  acceptance(
    'DET-6',
    'takes a reason; only "access withdrawn" has a note and sends it',
    () => bench,
    async () => {
      const withNote = await issue()
      const page = await openKey(withNote.keyId, '?do=revoke')
      const revoke = page.getByRole('button', { name: 'Revoke key' })
      await page.getByText('It was never used.').waitFor()
      assert.equal(
        await page.getByRole('button', { name: 'Cancel' }).evaluate((button) => button === document.activeElement),
        true,
      )
      assert.equal(await revoke.isDisabled(), true)
      await page.getByLabel('Compromised').check()
      assert.equal(await page.getByLabel('Note', { exact: true }).count(), 0)
      await page.getByLabel('Access withdrawn').check()
      await page.getByLabel('Note', { exact: true }).fill('left the company')
      const sent = page.waitForRequest((request) => isChange(request, 'POST', ':revoke'))
      await revoke.click()
      const reason = 'REVOCATION_REASON_PRIVILEGE_WITHDRAWN'
      assert.deepEqual((await sent).postDataJSON(), { reason, description: 'left the company' })
      await page.getByText(/Access withdrawn: left the company · .* · by /).waitFor()

      const without = await issue()
      await page.goto(bench.projectAddress(`api-keys/keys/${without.keyId}?do=revoke`))
      await page.getByLabel('Access withdrawn').check()
      await page.getByLabel('Note', { exact: true }).fill('typed, then another reason')
      await page.getByLabel('The owner changed').check()
      const second = page.waitForRequest((request) => isChange(request, 'POST', ':revoke'))
      await revoke.click()
      assert.deepEqual((await second).postDataJSON(), { reason: 'REVOCATION_REASON_AFFILIATION_CHANGED' })
      await page.getByText('This key is revoked').waitFor()
    },
  )

  acceptance(
    'DET-8',
    'asks for the exact name of a key in use, and for none of an idle one',
    () => bench,
    async () => {
      const { keyId, secret } = await issue({ name: 'busy key' })
      assert.equal((await verify(secret)).is_valid, true)
      await lastUseIsKnown(keyId)
      const page = await openKey(keyId, '?do=revoke')
      const revoke = page.getByRole('button', { name: 'Revoke key' })
      await page.getByLabel('Compromised').check()
      const name = page.getByLabel('Type busy key to confirm')
      for (const wrong of ['', 'busy', 'Busy key']) {
        await name.fill(wrong)
        assert.equal(await revoke.isDisabled(), true)
      }
      await name.fill('busy key')
      await revoke.click()
      await page.getByText('This key is revoked').waitFor()

      const idle = await issue()
      await page.goto(bench.projectAddress(`api-keys/keys/${idle.keyId}?do=revoke`))
      await page.getByLabel('Compromised').check()
      assert.equal(await page.getByLabel(/to confirm/).count(), 0)
      await revoke.click()
      await page.getByText('This key is revoked').waitFor()
    },
  )

  acceptance(
    'DET-7',
    'with a cache of five minutes a countdown runs, and "check now" verifies past the cache',
    () => bench,
    async () => {
      const { keyId, secret } = await issue()
      await cacheFor('5m')
      try {
        const page = await openKey(keyId, '?do=revoke')
        await page.getByLabel('Compromised').check()
        await page.getByRole('button', { name: 'Revoke key' }).click()
        const timer = page.getByRole('timer')
        await timer.getByText(/^4:5\d left$/).waitFor()
        await page.getByRole('button', { name: 'Check now, bypass cache' }).click()
        await page.getByLabel('The key itself').fill(secret)
        const sent = page.waitForRequest((request) => isChange(request, 'POST', 'apiKeys:verify'))
        await page.getByRole('button', { name: 'Check', exact: true }).click()
        const request = await sent
        assert.equal(await request.headerValue('cache-control'), 'no-cache')
        assert.equal(request.postDataJSON().dry_run, true)
        await page.getByText('VERIFICATION_ERROR_REVOKED').waitFor()
        assert.equal(await page.getByLabel('The key itself').inputValue(), '')
      } finally {
        await cacheFor(undefined)
      }
      const page = await openKey(keyId)
      await page.getByText('In effect everywhere').waitFor()
    },
  )
})

describe('the views of a key', () => {
  acceptance(
    'DET',
    'show usage, test addresses, derive tokens, tell what happened, and give code without a secret',
    () => bench,
    async () => {
      const { keyId, secret } = await issue({ scopes: ['read:a', 'read:b'], ip_restriction: { allowed_cidrs: ['127.0.0.0/8'] } })
      assert.equal((await verify(secret)).is_valid, true)
      await lastUseIsKnown(keyId)
      const page = await openKey(keyId, '?tab=usage')
      await page.getByRole('img', { name: '24 hours: 1 verifications' }).waitFor()
      await page.getByRole('link', { name: 'Limits', exact: true }).last().click()
      await page.getByLabel('Address', { exact: true }).fill('10.1.2.3')
      await page.getByText('10.1.2.3 is refused').waitFor()
      await page.getByLabel('Address', { exact: true }).fill('127.9.9.9')
      await page.getByText('127.9.9.9 is allowed, by 127.0.0.0/8').waitFor()
      await page.getByRole('link', { name: 'Tokens' }).click()
      await page.getByLabel('Key to derive from', { exact: true }).fill(secret)
      await page.getByLabel('read:b').uncheck()
      await page.getByRole('button', { name: 'Derive token' }).click()
      await page.getByRole('button', { name: 'Show token' }).click()
      const token = (await page.locator('output').textContent()) ?? ''
      bench.secrets.push(token)
      assert.match(token, /^eyJ/)
      assert.match(await page.getByRole('region', { name: 'Claims' }).innerText(), /"scp": \[\s+"read:a"\s+\]/)
      await page.getByRole('link', { name: 'Activity' }).click()
      await page.getByRole('cell', { name: 'Issued', exact: true }).waitFor()
      assert.equal((await page.content()).includes(token), false)
      await page.getByRole('link', { name: 'Code', exact: true }).click()
      for (const language of ['curl', 'typescript', 'go', 'cli']) {
        await page.getByLabel('Language').selectOption(language)
        const code = await page.getByRole('main').innerText()
        assert.match(code, /LATCHKEY_API_KEY/)
        assert.equal(code.includes(secret), false)
      }
    },
  )

  acceptance(
    'DET',
    'suspend and resume a key, and delete an imported one, which has no rotation',
    () => bench,
    async () => {
      const { keyId, secret } = await issue()
      const page = await openKey(keyId)
      await page.getByRole('button', { name: 'Suspend…' }).click()
      await page.getByRole('button', { name: 'Suspend key' }).click()
      await page.getByText('This key is suspended').waitFor()
      assert.equal((await verify(secret)).error_code, 'VERIFICATION_ERROR_SUSPENDED')
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByRole('button', { name: 'Suspend…' }).waitFor()
      assert.equal((await verify(secret)).is_valid, true)

      const raw = 'legacy-key-that-was-made-elsewhere'
      bench.secrets.push(raw)
      const imported = await bench.server.call('POST', admin('importedApiKeys'), {
        raw_key: raw,
        name: 'legacy',
        actor_id: 'acme',
      })
      await page.goto(bench.projectAddress(`api-keys/keys/${imported.body.key_id}`))
      await page.getByRole('heading', { level: 1, name: 'legacy' }).waitFor()
      assert.equal(await page.getByRole('button', { name: 'Rotate…' }).count(), 0)
      await page.getByRole('button', { name: 'Delete…' }).click()
      await page.getByRole('button', { name: 'Delete key' }).click()
      await page.waitForURL(/tab=imported/)
      await page.goto(bench.projectAddress(`api-keys/keys/${imported.body.key_id}`))
      await page.getByText('There is no such key').waitFor()
    },
  )
})

describe('a viewer', () => {
  acceptance(
    'DET',
    'sees every action, none of which can be taken, and why in text',
    () => bench,
    async () => {
      const { keyId } = await issue()
      const page = await openKeyAsViewer(keyId)
      await page.getByText('Your role may look at keys, but not change them.').first().waitFor()
      for (const name of ['Rotate…', 'Suspend…', 'Revoke…', 'Rename', 'Edit: Scopes']) {
        assert.equal(await page.getByRole('button', { name }).isDisabled(), true, name)
      }
    },
  )
})

async function openKeyAsViewer(keyId: string): Promise<Page> {
  const [workspace] = (await (await bench.asOwner('GET', '/workspaces')).json()).workspaces
  const invitation = { email: 'viewer@example.com', role: 'viewer' }
  const { link } = await (await bench.asOwner('POST', `/workspaces/${workspace.id}/invitations`, invitation)).json()
  const page = await bench.page({ signedIn: false })
  const accepted = await page.request.post(`${bench.address}/api/invitations/accept`, {
    headers: { origin: bench.server.endpoint },
    data: { token: new URL(link).hash.replace('#token=', ''), password: 'another long pass phrase' },
  })
  assert.equal(accepted.ok(), true, await accepted.text())
  await page.goto(bench.projectAddress(`api-keys/keys/${keyId}`))
  return page
}

async function lastUseIsKnown(keyId: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await keyOf(keyId)).last_used_time !== null && (await usageOf(keyId)) > 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the use of the key was never recorded')
}

const usageOf = async (keyId: string): Promise<number> =>
  Number((await bench.server.call('GET', admin(`usage?key_id=${keyId}`))).body.total.total)

async function cacheFor(ttl: string | undefined): Promise<void> {
  const value = ttl === undefined ? { enabled: false } : { enabled: true, ttl }
  const path = '/services/talos/config/cache'
  const response = await bench.asOwner('PATCH', `/projects/${bench.server.slug}`, [{ op: 'add', path, value }])
  assert.equal(response.status, 200, await response.text())
}
