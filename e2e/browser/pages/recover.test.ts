import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { openAdministration } from '@latchkey/server/administration'
import { acceptance } from '../support/acceptance.ts'
import { axeViolations } from '../support/axe.ts'
import { ConsoleBench, OWNER } from '../support/console-bench.ts'

const NEW_PASSWORD = 'slow herons fish early'
const COMMAND = 'latchkey console reset-password --email you@example.com'

let bench: ConsoleBench
before(async () => {
  bench = await ConsoleBench.open()
  await bench.ownerCookie()
  bench.secrets.push(NEW_PASSWORD)
})
after(() => bench.close())

/** As `latchkey console reset-password` prints it, for the port of this server. */
async function printLink(): Promise<string> {
  const { configFile, environment, endpoint } = bench.server
  const administration = await openAdministration({ configFile, environment })
  try {
    const { pathname, hash } = new URL((await administration.makePasswordResetLink(OWNER.email)).link.reveal())
    return endpoint + pathname + hash
  } finally {
    await administration.close()
  }
}

describe('a person who forgot the password', () => {
  const shows = (title: string, run: () => Promise<void>): void => acceptance('b.0', title, () => bench, run)

  shows('is told the command that prints a link', async () => {
    const page = await bench.page({ signedIn: false })
    await page.goto(`${bench.address}/login`)
    await page.getByRole('link', { name: 'I cannot sign in' }).click()
    await page.getByText(COMMAND, { exact: true }).waitFor()
    await page.goto(`${bench.address}/recover`)
    await page.getByText('Open the link that the server printed').waitFor()
    await page.getByText(COMMAND, { exact: true }).waitFor()
    assert.equal(await page.locator('form, input').count(), 0)
  })

  shows('chooses a new one with the keyboard alone, and everybody who was signed in is out', async () => {
    const [page, open] = [await bench.page({ signedIn: false }), await bench.page()]
    await open.goto(`${bench.address}/account`)
    await open.getByRole('heading', { level: 1 }).waitFor()
    const requested: string[] = []
    page.on('request', (request) => requested.push(request.url(), request.headers()['referer'] ?? ''))
    const link = await printLink()
    await page.goto(link)
    const field = page.getByLabel('Password', { exact: true })
    await field.waitFor()
    assert.equal(page.url(), `${bench.address}/recover`)
    assert.deepEqual(await axeViolations(page), [])
    await field.fill('Password1234')
    await field.press('Enter')
    await page.getByText('most commonly used passwords').waitFor()
    assert.equal(await field.evaluate((input) => input === document.activeElement), true)
    await field.fill(NEW_PASSWORD)
    await field.press('Enter')
    await page.getByText('The password is set. All sessions are ended.').waitFor()
    assert.deepEqual(await axeViolations(page), [])
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/login$/)
    await page.getByLabel('Email').fill(OWNER.email)
    await page.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/\/home$/)
    await open.reload()
    await open.waitForURL(/\/login/)
    const token = new URL(link).hash.replace('#token=', '')
    const kept = await page.evaluate(() =>
      JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }]),
    )
    assert.equal(
      [...requested, kept].some((text) => text.includes(token)),
      false,
    )
  })

  shows('learns that a link is used, and how to get another one', async () => {
    const link = await printLink()
    const wait = async (text: string) => {
      const page = await bench.page({ signedIn: false })
      await page.goto(link)
      await page.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD)
      await page.getByRole('button', { name: 'Set password' }).click()
      await page.getByText(text).waitFor()
      return page
    }
    await wait('The password is set.')
    const page = await wait('This link is wrong, was used or replaced, or is older than an hour.')
    await page.getByText(COMMAND, { exact: true }).waitFor()
  })
})
