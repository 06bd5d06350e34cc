import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { acceptance } from './support/acceptance.ts'
import { ConsoleBench, OWNER } from './support/console-bench.ts'

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open()
})
after(() => bench.close())

describe('a person who has never read our docs', () => {
  acceptance(
    'SET-2',
    'is set up with the printed link and a password',
    () => bench,
    async () => {
      const page = await bench.page({ signedIn: false })
      await page.goto(bench.setupLink)
      await page.getByLabel('Email').fill(OWNER.email)
      await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
      await page.getByRole('button', { name: 'Create account' }).click()
      await page.waitForURL(/\/home$/)
      assert.equal(new URL(page.url()).hash, '')
      await page.getByRole('link', { name: 'Keys', exact: true }).click()
      await page.getByRole('link', { name: 'Issue new key' }).first().click()
      await page.getByLabel('Name').fill('ci-deploy')
      const answer = page.waitForResponse(
        (response) => response.request().method() === 'POST' && response.url().endsWith('/issuedApiKeys'),
      )
      await page.getByRole('button', { name: 'Issue key' }).click()
      const { secret } = await (await answer).json()
      bench.secrets.push(secret)
      assert.equal(await page.locator('output').textContent(), secret)
      await page.getByLabel('I have stored it').check()
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('link', { name: 'ci-deploy' }).waitFor()
      assert.equal((await page.content()).includes(secret), false)
    },
  )
})
