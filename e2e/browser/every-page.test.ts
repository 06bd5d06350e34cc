import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import type { Page } from 'playwright-core'
import { acceptance } from './support/acceptance.ts'
import { axeViolations } from './support/axe.ts'
import { ConsoleBench } from './support/console-bench.ts'
import { consolePages, projectPages } from './support/console-pages.ts'

let bench: ConsoleBench
let addresses: readonly string[]

before(async () => {
  bench = await ConsoleBench.open()
  for (const name of ['ci-deploy', 'billing']) {
    const { body } = await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', {
      name,
      actor_id: 'acme',
      scopes: ['read'],
    })
    bench.secrets.push(body.secret)
  }
  addresses = [
    ...projectPages.map((path) => bench.projectAddress(path)),
    ...consolePages.map((path) => `${bench.address}/${path}`),
  ]
})
after(() => bench.close())

/** The page with its data, past its skeleton. */
async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null)
}

const path = (address: string): string => new URL(address).pathname

describe('every page', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      acceptance(
        'ALL-1',
        `has nothing that axe finds, in ${colorScheme} and ${viewport.width} pixels wide`,
        () => bench,
        async () => {
          const page = await bench.page({ colorScheme, viewport })
          const found: string[] = []
          for (const address of addresses) {
            await visit(page, address)
            found.push(...(await axeViolations(page)).map((violation) => `${path(address)} ${violation}`))
          }
          assert.deepEqual(found, [])
        },
      )
    }
  }

  acceptance(
    'ALL-4',
    'is worked with the keyboard alone, and shows where it is',
    () => bench,
    async () => {
      const page = await bench.page()
      for (const address of addresses) {
        await visit(page, address)
        const reachable = await page.evaluate(() => {
          const controls =
            'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary'
          const scope = document.querySelector('[role="dialog"]') ?? document
          // Of radio buttons that belong together Tab reaches the chosen one; the arrow keys reach the others.
          const isOtherRadio = (element: Element): boolean => element.matches('input[type="radio"]:not(:checked)')
          return [...scope.querySelectorAll<HTMLElement>(controls)].filter(
            (element) => element.checkVisibility() && element.tabIndex >= 0 && !isOtherRadio(element),
          ).length
        })
        const ringless = new Set<string>()
        const seen = new Set<string>()
        for (let step = 0; step < reachable + 12; step++) {
          await page.keyboard.press('Tab')
          const focused = await page.evaluate(() => {
            const element = document.activeElement
            if (element === null || element === document.body) return undefined
            const { outlineStyle, outlineWidth } = getComputedStyle(element)
            const box = element.getBoundingClientRect()
            return {
              name: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 30)} ${box.x} ${box.y + scrollY}`,
              ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
            }
          })
          if (focused === undefined) continue
          seen.add(focused.name)
          if (!focused.ring) ringless.add(focused.name)
        }
        assert.deepEqual([...ringless], [], path(address))
        assert.ok(seen.size >= reachable, `${path(address)}: ${seen.size} of ${reachable} controls are reached by Tab`)
      }
    },
  )

  acceptance(
    'ALL-5',
    'is the same in a second window with the same address',
    () => bench,
    async () => {
      const page = await bench.page()
      for (const address of addresses) {
        await visit(page, address)
        const other = await page.context().newPage()
        await visit(other, page.url())
        const [one, two] = await Promise.all([page, other].map((each) => each.locator('body').ariaSnapshot()))
        assert.equal(
          two?.replaceAll(/\d+ (seconds?|minutes?) ago|\d\d:\d\d:\d\d/g, 'now'),
          one?.replaceAll(/\d+ (seconds?|minutes?) ago|\d\d:\d\d:\d\d/g, 'now'),
          path(address),
        )
        await other.close()
      }
    },
  )

  acceptance(
    'ALL-12',
    'has no text that cannot be translated, and nothing that is cut off from right to left',
    () => bench,
    async () => {
      const speaking = (language: string) =>
        bench.page({
          storageState: {
            cookies: [],
            origins: [
              {
                origin: bench.server.endpoint,
                localStorage: [{ name: 'latchkey.appearance', value: JSON.stringify({ language }) }],
              },
            ],
          },
        })
      const pseudo = await speaking('en-XA')
      const plain: string[] = []
      for (const address of addresses) {
        await visit(pseudo, address)
        plain.push(...(await pseudo.evaluate(untranslatedTexts)).map((text) => `${path(address)}: ${text}`))
      }
      assert.deepEqual([...new Set(plain)], [])
      const mirrored = await speaking('ar-XB')
      for (const address of addresses) {
        await visit(mirrored, address)
        const cut = await mirrored.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('button, label, th, h1, h2')]
            .filter(
              (element) =>
                element.checkVisibility() &&
                !element.closest('.sr-only') &&
                element.scrollWidth > element.clientWidth + 1 &&
                getComputedStyle(element).display !== 'inline',
            )
            .map((element) => element.textContent ?? ''),
        )
        assert.deepEqual(cut, [], path(address))
      }
    },
  )

  acceptance(
    'ALL-6',
    'says in its title, heading and landmarks what it is',
    () => bench,
    async () => {
      const page = await bench.page()
      for (const address of addresses) {
        await visit(page, address)
        const seen = await page.evaluate(() => ({
          title: document.title,
          headings: document.querySelectorAll('h1').length,
          landmarks: ['header', 'nav', 'main'].every((name) => document.querySelectorAll(name).length > 0),
          skipFirst: document.querySelector('a, button, input')?.getAttribute('href') === '#main',
        }))
        assert.match(seen.title, /^[^·]+ · (?:[^·]+ · )?console$/, path(address))
        assert.deepEqual([seen.headings, seen.landmarks, seen.skipFirst], [1, true, true], path(address))
      }
    },
  )

  acceptance(
    'ALL-7',
    'needs no sideways scrolling at 320 pixels',
    () => bench,
    async () => {
      const page = await bench.page({ viewport: { width: 320, height: 640 } })
      for (const address of addresses) {
        await visit(page, address)
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        assert.ok(over <= 0, `${path(address)} is ${over} pixels too wide`)
      }
    },
  )

  acceptance(
    'ALL-8',
    'moves nothing for people who want no motion',
    () => bench,
    async () => {
      const page = await bench.page({ reducedMotion: 'reduce' })
      for (const address of addresses) {
        await visit(page, address)
        const longest = await page.evaluate(() => {
          const ms = (text: string): number =>
            Math.max(...text.split(',').map((part) => Number.parseFloat(part) * (part.includes('ms') ? 1 : 1000)))
          return Math.max(
            ...[...document.querySelectorAll('*')].map((element) => {
              const style = getComputedStyle(element)
              return Math.max(ms(style.animationDuration), ms(style.transitionDuration))
            }),
          )
        })
        assert.ok(longest <= 1, `${path(address)} moves for ${longest} ms`)
      }
    },
  )

  acceptance(
    'ALL-9',
    'shows the shape of what loads, and never an empty state first',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.route('**/v2alpha1/**', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 2000))
        await route.continue()
      })
      await page.goto(bench.projectAddress('api-keys/keys'))
      await page.locator('[aria-busy="true"] .skeleton').first().waitFor()
      assert.equal(await page.getByText('Issue your first key').count(), 0)
      await page.getByText('ci-deploy').first().waitFor()
      assert.equal(await page.locator('[aria-busy="true"] .skeleton').count(), 0)
    },
  )

  acceptance(
    'ALL-10',
    'says what is wrong when the API is down, and goes on with Retry',
    () => bench,
    async () => {
      const page = await bench.page()
      let isDown = true
      await page.route('**/v2alpha1/**', (route) =>
        isDown
          ? route.fulfill({
              status: 503,
              contentType: 'application/json',
              headers: { 'x-request-id': 'request-7' },
              body: JSON.stringify({
                error: { code: 503, id: 'service_unavailable', message: 'The service is not available', request: 'request-7' },
              }),
            })
          : route.continue(),
      )
      await page.goto(bench.projectAddress('api-keys/keys'))
      const panel = page.getByRole('alert')
      await panel.getByText('service_unavailable').waitFor()
      await panel.getByText('request-7').waitFor()
      await page.getByRole('link', { name: 'Home', exact: true }).click()
      await page.getByRole('link', { name: 'Keys', exact: true }).click()
      await panel.getByText('service_unavailable').waitFor()
      isDown = false
      await panel.getByRole('button', { name: 'Retry' }).click()
      await page.getByText('ci-deploy').first().waitFor()
    },
  )

  acceptance(
    'ALL-11',
    'asks to sign in over the page, keeps what was typed and repeats the call once',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('api-keys/keys/new'))
      await page.getByLabel('Name').fill('typed before')
      await page.context().clearCookies()
      const answers: number[] = []
      page.on('response', (response) => {
        if (response.request().method() === 'POST' && response.url().endsWith('/issuedApiKeys')) answers.push(response.status())
      })
      await page.getByRole('button', { name: 'Issue key' }).click()
      const dialog = page.getByRole('dialog', { name: 'Sign in again' })
      await dialog.getByLabel('Password', { exact: true }).fill('a long enough pass phrase')
      await dialog.getByRole('button', { name: 'Sign in' }).click()
      const secret = await page.locator('output').first().textContent()
      bench.secrets.push(secret ?? '')
      assert.deepEqual(answers, [401, 201])
    },
  )

  acceptance(
    'NAV-1',
    'that does not exist says so, inside of the shell',
    () => bench,
    async () => {
      const page = await bench.page()
      await page.goto(bench.projectAddress('api-keys/keyz'))
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
      await page.getByRole('navigation', { name: 'Main' }).waitFor()
    },
  )

  acceptance(
    'ACC-1',
    'is in the chosen theme before anything is painted',
    () => bench,
    async () => {
      const page = await bench.page({ colorScheme: 'light' })
      await visit(page, `${bench.address}/account`)
      await page.getByLabel('Theme').selectOption('dark')
      await page.goto(`${bench.address}/account`, { waitUntil: 'commit' })
      await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark')
      const beforeTheApp = await page.evaluate(() => {
        const script = document.querySelector('script[src$="before-paint.js"]')
        return script !== null && !script.hasAttribute('async') && !script.hasAttribute('defer')
      })
      assert.equal(beforeTheApp, true)
    },
  )
})

/**
 * Texts of the interface without the marks of the pseudo-language; runs in the page. Data is exempt: what people typed, ids,
 * code, times and the product's own name.
 */
function untranslatedTexts(): string[] {
  const isData = (element: Element | null): boolean =>
    element === null ||
    element.closest(
      'code, pre, output, time, [data-private], [translate="no"], [data-user-text], td, option, style, script, noscript, title',
    ) !== null
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found: string[] = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? ''
    if (/[A-Za-z]{3}/.test(text) && !text.includes('⟦') && text !== 'Latchkey' && !isData(node.parentElement)) found.push(text)
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    for (const name of ['aria-label', 'placeholder', 'title']) {
      const text = element.getAttribute(name) ?? ''
      if (/[A-Za-z]{3}/.test(text) && !text.includes('⟦') && !isData(element)) found.push(`${name}: ${text}`)
    }
  }
  return found
}
