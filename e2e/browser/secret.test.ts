import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe } from 'node:test'
import type { CDPSession, Page } from 'playwright-core'
import { acceptance } from './support/acceptance.ts'
import { ConsoleBench } from './support/console-bench.ts'

let bench: ConsoleBench

before(async () => {
  bench = await ConsoleBench.open()
})
after(() => bench.close())

const WARNING = 'You can’t see this again'
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Copy your key now' })

/** Issues a key through the form; what the server answered as its secret. */
async function issueIn(page: Page, name = 'ci-deploy'): Promise<string> {
  await page.goto(bench.projectAddress('api-keys/keys'))
  await page.getByRole('link', { name: 'Issue new key' }).first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  const answer = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/issuedApiKeys'),
  )
  await page.getByRole('button', { name: 'Issue key' }).click()
  const { secret } = await (await answer).json()
  bench.secrets.push(secret)
  await dialogOf(page).waitFor()
  return secret
}

async function finish(page: Page): Promise<void> {
  await page.getByLabel('I have stored it').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await dialogOf(page).waitFor({ state: 'detached' })
}

const focusedText = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')

/** Every string of the page's JavaScript heap after the garbage is gone. */
async function heapOf(session: CDPSession): Promise<string> {
  const chunks: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  return chunks.join('')
}

describe('the secret of a new key', () => {
  acceptance(
    'SEC-1',
    'is shown byte for byte as the server answered it',
    () => bench,
    async () => {
      const page = await bench.page()
      const secret = await issueIn(page)
      assert.equal(await page.locator('output').textContent(), secret)
      assert.equal((await page.locator('output').innerText()).replaceAll('\n', ''), secret)
      await finish(page)
    },
  )

  acceptance(
    'SEC-2',
    'is copied, and the button and a polite region say so',
    () => bench,
    async () => {
      const page = await bench.page({ permissions: ['clipboard-read', 'clipboard-write'] })
      const secret = await issueIn(page)
      await dialogOf(page).getByRole('button', { name: 'Copy', exact: true }).click()
      await dialogOf(page).getByRole('button', { name: 'Copied' }).waitFor()
      await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' })
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret)
      await page.getByRole('button', { name: 'Done' }).click()
      await dialogOf(page).waitFor({ state: 'detached' })
    },
  )

  acceptance(
    'SEC-3',
    'is copied without a clipboard, and where nothing can copy it nobody says that it was',
    () => bench,
    async () => {
      const page = await bench.page({
        permissions: ['clipboard-read', 'clipboard-write'],
        initScript: () => {
          const { clipboard } = navigator
          Object.assign(globalThis, { readClipboard: () => clipboard.readText() })
          Object.defineProperty(navigator, 'clipboard', { value: undefined })
        },
      })
      const secret = await issueIn(page)
      const copy = dialogOf(page).getByRole('button', { name: /^Cop(y|ied)$/ })
      await copy.click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const clipboard = await page.evaluate(() => (globalThis as unknown as { readClipboard(): Promise<string> }).readClipboard())
      assert.equal(clipboard, secret)
      await finish(page)

      await issueIn(page, 'second')
      await page.evaluate(() => {
        document.execCommand = () => false
      })
      await copy.click()
      await page.getByText('press Ctrl or ⌘ C').first().waitFor()
      assert.equal(await page.getByRole('button', { name: 'Done' }).isDisabled(), true)
      assert.equal(await page.getByText('Copied', { exact: true }).count(), 0)
      assert.equal(await page.evaluate(() => getSelection()?.toString()), await page.locator('output').textContent())
      await finish(page)
    },
  )

  acceptance(
    'SEC-4',
    'stays on the screen whichever way somebody leaves, until they confirm it',
    () => bench,
    async () => {
      const page = await bench.page()
      await issueIn(page)
      const dialog = dialogOf(page)
      const exits: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['Escape', () => page.keyboard.press('Escape')],
        ['a click outside', () => page.mouse.click(10, 400)],
        ['Back', () => page.evaluate(() => history.back())],
        ['the palette', () => page.keyboard.press('Control+k')],
        ['another page', () => page.evaluate(() => document.querySelector<HTMLAnchorElement>('nav a[href$="/home"]')?.click())],
      ]
      for (const [exit, leave] of exits) {
        await leave()
        await dialog.getByText(WARNING).waitFor()
        assert.equal(await focusedText(page), 'Keep open', exit)
        await dialog.getByRole('button', { name: 'Keep open' }).click()
        await dialog.getByText(WARNING).waitFor({ state: 'detached' })
        assert.equal(await dialog.locator('output').isVisible(), true, exit)
        assert.match(page.url(), /\/api-keys\/keys/, exit)
      }
      const isHeld = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
      assert.equal(await isHeld(), true, 'leaving the site is not held up')
      await page.keyboard.press('Escape')
      await dialog.getByRole('button', { name: 'Close without storing it' }).click()
      await dialog.waitFor({ state: 'detached' })
      assert.equal(await isHeld(), false)
    },
  )

  acceptance(
    'SEC-5',
    'is nowhere any more after Done: not in the page, its stores, its log or its heap',
    () => bench,
    async () => {
      const page = await bench.page()
      const log: string[] = []
      page.on('console', (message) => log.push(message.text()))
      const session = await page.context().newCDPSession(page)
      const secret = await issueIn(page)
      await page.getByText('Copy as a call').click()
      await page.getByRole('button', { name: 'Verify now' }).click()
      await dialogOf(page).getByRole('status').filter({ hasText: 'Valid' }).waitFor()
      assert.equal((await heapOf(session)).includes(secret), true, 'the heap shows what is on the screen')
      await finish(page)
      await page.goBack()
      await page.goForward()
      for (const frame of page.frames()) assert.equal((await frame.content()).includes(secret), false)
      assert.equal(log.join('\n').includes(secret), false)
      assert.equal((await heapOf(session)).includes(secret), false, 'the heap holds the secret')
    },
  )

  acceptance(
    'SEC-6',
    'outlives every refresh of the list behind it',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.clock.install()
      const secret = await issueIn(page)
      for (let round = 0; round < 4; round += 1) {
        const list = page.waitForResponse(
          (response) => response.request().method() === 'GET' && response.url().includes('/issuedApiKeys'),
        )
        await bench.asOwner('POST', `/projects/${bench.server.slug}/v2alpha1/admin/issuedApiKeys`, { name: `more-${round}` })
        await page.clock.fastForward(60_000)
        await page.evaluate(() => dispatchEvent(new Event('visibilitychange')))
        await (await list).finished()
        assert.equal(await page.locator('output').textContent(), secret)
      }
      await finish(page)
    },
  )

  acceptance(
    'SEC-7',
    'is downloaded exactly, in a file that is called after the key',
    () => bench,
    async () => {
      const page = await bench.page()
      const secret = await issueIn(page, 'ci / deploy')
      for (const [format, text] of [
        ['env', `LATCHKEY_API_KEY=${secret}\n`],
        ['json', `${JSON.stringify({ LATCHKEY_API_KEY: secret }, undefined, 2)}\n`],
      ] as const) {
        const download = page.waitForEvent('download')
        await page.getByRole('button', { name: `Download .${format}` }).click()
        const file = await download
        assert.equal(file.suggestedFilename(), `ci-deploy.${format}`)
        assert.equal(await readFile(await file.path(), 'utf8'), text)
      }
      assert.equal(await page.getByRole('button', { name: 'Done' }).isEnabled(), true)
      await page.getByRole('button', { name: 'Done' }).click()
    },
  )

  acceptance(
    'SEC-8',
    'puts the focus on Copy, keeps it in the dialog and gives it back',
    () => bench,
    async () => {
      const page = await bench.page()
      await issueIn(page)
      await page.waitForFunction(() => document.activeElement?.textContent === 'Copy')
      for (let step = 0; step < 16; step += 1) {
        await page.keyboard.press(step < 8 ? 'Tab' : 'Shift+Tab')
        await page.waitForFunction(() => document.activeElement?.closest('[role="dialog"]'))
      }
      await finish(page)
      await page.waitForFunction(() => document.activeElement?.textContent === 'Issue new key')
    },
  )

  acceptance(
    'SEC-1b',
    'is masked on a phone until somebody wants to see it',
    () => bench,
    async () => {
      const page = await bench.page({ viewport: { width: 390, height: 844 } })
      const secret = await issueIn(page)
      assert.equal((await page.content()).includes(secret.slice(12)), false)
      await page.getByRole('button', { name: 'Show the key' }).click()
      assert.equal(await page.locator('output').textContent(), secret)
      await finish(page)
    },
  )
})
