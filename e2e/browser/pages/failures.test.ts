import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Page, Route } from 'playwright-core'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open()
})
after(() => bench.close())

/** What the server could say instead of an empty answer to the end of a session. */
const refuseSignOut = async (page: Page, answer: Parameters<Route['fulfill']>[0]): Promise<void> => {
  await page.unroute('**/console/api/logout')
  await page.route('**/console/api/logout', (route) => route.fulfill(answer))
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
}

const json = (body: unknown) => ({
  status: 409,
  contentType: 'application/json',
  headers: { 'x-request-id': 'request-9' },
  body: JSON.stringify(body),
})

const aip193 = {
  error: {
    code: 409,
    status: 'ABORTED',
    message: 'It has changed',
    details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'conflict' }],
  },
}
const herodot = {
  error: { code: 409, id: 'conflict', reason: 'It has changed', message: 'It has changed', request: 'request-9' },
}

describe('a call that fails', () => {
  acceptance(
    'ERR-1',
    'is told the same way in whichever envelope, and never without a reason',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('home'))
      const toasts = page.getByRole('alert').filter({ hasText: 'Could not sign out' })
      const texts: string[] = []
      for (const answer of [json(aip193), json(herodot), { ...json({}), body: '<html>oops</html>' }]) {
        await refuseSignOut(page, answer)
        await toasts.first().waitFor()
        texts.push((await toasts.first().innerText()).replaceAll(/\s+/g, ' '))
        await toasts.first().getByRole('button', { name: 'Dismiss' }).click()
        await toasts.first().waitFor({ state: 'detached' })
      }
      assert.match(texts[0] ?? '', /It has changed.*conflict/)
      assert.equal(texts[0], texts[1])
      assert.match(texts[2] ?? '', /HTTP 409.*UNKNOWN/)
    },
  )

  acceptance(
    'ERR-2',
    'can be reported with everything but what was sent',
    () => bench,
    async () => {
      const page = await bench.page({ permissions: ['clipboard-read', 'clipboard-write'] })
      await page.goto(bench.projectAddress('home'))
      await refuseSignOut(page, json(herodot))
      await page.getByRole('button', { name: 'Copy details' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const details = await page.evaluate(() => navigator.clipboard.readText())
      assert.match(details, /^POST \/console\/api\/logout 409 conflict request-9 \d{4}-\d\d-\d\dT/)
    },
  )

  acceptance(
    'ERR-3',
    'for want of a network is told once, and goes on by itself',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('home'))
      await page.getByRole('link', { name: 'Keys', exact: true }).hover()
      await page.waitForLoadState('networkidle')
      await page.context().setOffline(true)
      await page.getByRole('link', { name: 'Keys', exact: true }).click()
      await page.getByText('You are offline.').waitFor()
      assert.equal(await page.getByText('You are offline.').count(), 1)
      assert.equal(await page.getByRole('alert').count(), 0)
      await page.context().setOffline(false)
      await page.getByRole('heading', { name: 'Issue your first key' }).waitFor()
      assert.equal(await page.getByText('You are offline.').count(), 0)
    },
  )
})
