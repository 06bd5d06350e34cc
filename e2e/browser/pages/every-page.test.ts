import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { acceptance } from '../support/acceptance.ts'
import { ConsoleBench } from '../support/console-bench.ts'
import { allPages } from '../support/console-pages.ts'
import { look, type Sight, visit } from '../support/tour.ts'

let bench: ConsoleBench
let addresses: readonly string[]
let tour: Promise<readonly Sight[]> | undefined

before(async () => {
  bench = await ConsoleBench.open()
  addresses = await allPages(bench)
})
after(() => bench.close())

/** All pages, each visited once; the first test that asks is the one that waits. */
const sights = (): Promise<readonly Sight[]> => (tour ??= lookAtAll())

async function lookAtAll(): Promise<readonly Sight[]> {
  const page = await bench.page()
  const seen: Sight[] = []
  for (const address of addresses) seen.push(await look(page, address))
  return seen
}

/** What the tour found that it should not have, by page. */
const found = async (faults: (sight: Sight) => readonly unknown[]): Promise<readonly string[]> =>
  (await sights()).flatMap((sight) => faults(sight).map((fault) => `${sight.path}: ${fault}`))

const path = (address: string): string => new URL(address).pathname

describe('every page', () => {
  for (const look of ['light, wide', 'dark, wide', 'light, phone', 'dark, phone'] as const) {
    acceptance(
      'ALL-1',
      `has nothing that axe finds: ${look}`,
      () => bench,
      async () => assert.deepEqual(await found(({ violations }) => violations[look]), []),
    )
  }

  acceptance(
    'ALL-4',
    'is worked with the keyboard alone, and shows where it is',
    () => bench,
    async () => {
      assert.deepEqual(await found(({ unreached }) => unreached), [])
      assert.deepEqual(await found(({ ringless }) => ringless), [])
    },
  )

  acceptance(
    'ALL-6',
    'says in its title, heading and landmarks what it is',
    () => bench,
    async () => {
      assert.deepEqual(await found(({ title }) => (/^[^·]+ · (?:[^·]+ · )?console$/.test(title) ? [] : [title])), [])
      assert.deepEqual(await found(({ headings }) => (headings === 1 ? [] : [`${headings} headings`])), [])
      assert.deepEqual(await found(({ hasLandmarks }) => (hasLandmarks ? [] : ['a landmark is missing'])), [])
      assert.deepEqual(await found(({ skipsFirst }) => (skipsFirst ? [] : ['the skip link is not first'])), [])
    },
  )

  acceptance(
    'ALL-7',
    'needs no sideways scrolling at 320 pixels',
    () => bench,
    async () => assert.deepEqual(await found(({ overflow }) => (overflow === 0 ? [] : [`${overflow} pixels too wide`])), []),
  )

  acceptance(
    'ALL-8',
    'moves nothing for people who want no motion',
    () => bench,
    async () => assert.deepEqual(await found(({ longestMotion }) => (longestMotion <= 1 ? [] : [`${longestMotion} ms`])), []),
  )

  acceptance(
    'ALL-5',
    'is the same in a second window with the same address, and after a reload',
    () => bench,
    async () => {
      const page = await bench.page()
      const other = await page.context().newPage()
      const asSeen = async (window: typeof page): Promise<string> =>
        (await window.locator('body').ariaSnapshot()).replaceAll(/\d+ (seconds?|minutes?) ago|\d\d:\d\d:\d\d/g, 'now')
      for (const address of addresses.filter((address) => address.includes('?'))) {
        await visit(page, address)
        const once = await asSeen(page)
        await visit(other, page.url())
        assert.equal(await asSeen(other), once, path(address))
        await page.reload()
        await visit(page, page.url())
        assert.equal(await asSeen(page), once, path(address))
      }
    },
  )
})
