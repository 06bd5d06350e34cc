import type { Page } from 'playwright-core'
import { axeViolations } from './axe.ts'

/** What was seen of one page, whatever it is about. */
export interface Sight {
  readonly path: string
  /** By theme and width; empty where axe finds nothing. */
  readonly violations: Readonly<Record<'light, wide' | 'dark, wide' | 'light, phone' | 'dark, phone', readonly string[]>>
  readonly title: string
  readonly headings: number
  readonly hasLandmarks: boolean
  /** Whether the first thing to reach is the way past the navigation. */
  readonly skipsFirst: boolean
  /** Controls that Tab never came to, of all there are. */
  readonly unreached: readonly string[]
  /** Controls that do not show that they have the focus. */
  readonly ringless: readonly string[]
  /** The longest animation or transition for people who want none, in ms. */
  readonly longestMotion: number
  /** How much too wide the page is at 320 pixels. */
  readonly overflow: number
}

const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
const NARROWEST = { width: 320, height: 640 }
const COLOURS_ONLY = ['color-contrast', 'link-in-text-block']

/** The page with its data, past its skeleton. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null)
}

/** Everything that is asked of every page, from one visit: loading each page for each question would take minutes. */
export async function look(page: Page, address: string): Promise<Sight> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize(WIDE)
  await visit(page, address)
  const said = await page.evaluate(whatThePageSays)
  const lightWide = await axeViolations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const darkWide = await axeViolations(page, COLOURS_ONLY)
  const keyboard = await walkByKeyboard(page)
  await page.setViewportSize(PHONE)
  const darkPhone = await axeViolations(page)
  await page.emulateMedia({ colorScheme: 'light' })
  const lightPhone = await axeViolations(page, COLOURS_ONLY)
  await page.setViewportSize(NARROWEST)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  const { pathname, search } = new URL(address)
  return {
    path: pathname + search,
    violations: { 'light, wide': lightWide, 'dark, wide': darkWide, 'light, phone': lightPhone, 'dark, phone': darkPhone },
    ...said,
    ...keyboard,
    overflow: Math.max(0, overflow),
  }
}

/** Runs in the page. */
function whatThePageSays(): Pick<Sight, 'title' | 'headings' | 'hasLandmarks' | 'skipsFirst' | 'longestMotion'> {
  const ms = (text: string): number =>
    Math.max(...text.split(',').map((part) => Number.parseFloat(part) * (part.includes('ms') ? 1 : 1000)))
  const motions = [...document.querySelectorAll('*')].map((element) => {
    const style = getComputedStyle(element)
    return Math.max(ms(style.animationDuration), ms(style.transitionDuration))
  })
  return {
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    hasLandmarks: ['header', 'nav', 'main'].every((name) => document.querySelectorAll(name).length > 0),
    skipsFirst: document.querySelector('a, button, input')?.getAttribute('href') === '#main',
    longestMotion: Math.max(...motions),
  }
}

interface FocusLog {
  readonly controls: Element[]
  readonly ringless: Set<string>
  readonly reached: Set<Element>
  readonly nameOf: (element: Element) => string
}
type WithLog = typeof globalThis & { focusLog: FocusLog }

/** Presses Tab until every control had its turn, and once more around. */
async function walkByKeyboard(page: Page): Promise<Pick<Sight, 'unreached' | 'ringless'>> {
  const count = await page.evaluate(() => {
    const controls =
      'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary'
    const scope = document.querySelector('[role="dialog"]') ?? document
    const log: FocusLog = {
      controls: [...scope.querySelectorAll<HTMLElement>(controls)].filter(
        (element) => element.checkVisibility() && element.tabIndex >= 0 && !isOtherRadio(element),
      ),
      ringless: new Set(),
      reached: new Set(),
      nameOf: (element) => `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 30)}`,
    }
    /** Of radio buttons that belong together one is reached by Tab, the others by arrows. */
    function isOtherRadio(element: HTMLElement): boolean {
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return false
      const group = [...scope.querySelectorAll<HTMLInputElement>(`input[type="radio"][name="${CSS.escape(element.name)}"]`)]
      return (group.find(({ checked }) => checked) ?? group[0]) !== element
    }
    ;(globalThis as WithLog).focusLog = log
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof Element)) return
      log.reached.add(target)
      const ringed = target.closest('[data-focus-ring]') ?? target
      const { outlineStyle, outlineWidth } = getComputedStyle(ringed)
      if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) log.ringless.add(log.nameOf(target))
    })
    return scope.querySelectorAll(`${controls}, [tabindex="0"]`).length
  })
  const press = async (times: number): Promise<Pick<Sight, 'unreached' | 'ringless'>> => {
    for (let step = 0; step < times; step++) await page.keyboard.press('Tab')
    return page.evaluate(() => {
      const { controls, reached, ringless, nameOf } = (globalThis as WithLog).focusLog
      return {
        unreached: controls.filter((control) => control.isConnected && !reached.has(control)).map(nameOf),
        ringless: [...ringless],
      }
    })
  }
  const seen = await press(count + 12)
  // Regions that scroll are stops as well.
  return seen.unreached.length === 0 ? seen : press(count)
}
