import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe } from 'node:test'
import { promisify } from 'node:util'
import type { Locator } from 'playwright-core'
import { acceptance } from './support/acceptance.ts'
import { ConsoleBench, OWNER } from './support/console-bench.ts'

const MOST_INTERACTIONS = 12

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open()
})
after(() => bench.close())

/** A person at the keyboard: whatever they do to the page is one click or one field typed, and is counted. */
class CountedPerson {
  readonly did: string[] = []

  async click(control: Locator): Promise<void> {
    this.did.push(`click ${control}`)
    await control.click()
  }

  async type(field: Locator, text: string): Promise<void> {
    this.did.push(`type into ${field}`)
    await field.fill(text)
  }
}

describe('a person who has never read our docs', () => {
  acceptance(
    'SET-2',
    'is set up with the printed link and a password, in three interactions',
    () => bench,
    async () => {
      const page = await bench.page({ signedIn: false, permissions: ['clipboard-read', 'clipboard-write'] })
      const person = new CountedPerson()
      await page.goto(bench.setupLink)
      await person.type(page.getByLabel('Email'), OWNER.email)
      await person.type(page.getByLabel('Password', { exact: true }), OWNER.password)
      await person.click(page.getByRole('button', { name: 'Create account' }))
      await page.waitForURL(/\/home$/)
      assert.equal(new URL(page.url()).hash, '')
      assert.equal(person.did.length, 3)

      await person.click(page.getByRole('region', { name: 'First steps' }).getByRole('link', { name: 'Issue a key' }))
      await person.type(page.getByLabel('Name'), 'ci-deploy')
      const answer = page.waitForResponse(
        (response) => response.request().method() === 'POST' && response.url().endsWith('/issuedApiKeys'),
      )
      await person.click(page.getByRole('button', { name: 'Issue key' }))
      const { secret } = await (await answer).json()
      bench.secrets.push(secret)
      assert.equal(await page.locator('output').textContent(), secret)
      await person.click(page.getByRole('dialog').getByRole('button', { name: 'Copy', exact: true }))
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const copiedKey = await page.evaluate(() => navigator.clipboard.readText())
      assert.equal(copiedKey, secret)
      await person.click(page.getByRole('button', { name: 'Done' }))
      await page.getByRole('link', { name: 'ci-deploy' }).waitFor()
      assert.equal((await page.content()).includes(secret), false)

      await person.click(page.getByRole('link', { name: 'Home', exact: true }))
      const step = page.getByRole('listitem').filter({ hasText: 'Verify it' })
      await step.getByText('Not done yet').waitFor()
      await person.click(step.getByRole('button', { name: 'Copy the command' }))
      await step.getByRole('button', { name: 'Copy the command' }).locator('.lucide-check').waitFor()
      const command = await page.evaluate(() => navigator.clipboard.readText())
      assert.ok((await step.textContent())?.includes(command), 'what is copied is what is shown')
      const loads: string[] = []
      page.on('framenavigated', (frame) => loads.push(frame.url()))
      // In a terminal: the first key of the project is printed by the server, beside the link that the walk began with.
      const { stdout } = await promisify(execFile)('sh', ['-c', command], {
        env: { ...process.env, LATCHKEY_PROJECT_API_KEY: bench.server.projectKey, LATCHKEY_API_KEY: copiedKey },
      })
      assert.equal(JSON.parse(stdout).is_valid, true)
      await step.getByText('Done', { exact: true }).waitFor()
      await page.getByRole('status').filter({ hasText: 'The first verification has arrived.' }).waitFor()
      assert.deepEqual(loads, [], 'the tick comes without a reload')
      assert.ok(person.did.length <= MOST_INTERACTIONS, person.did.join('\n'))
    },
  )
})
