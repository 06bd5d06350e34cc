import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { fileOf, type Look, type Picture } from './pictures.ts'
import { END_OF_STORY, ORIGIN } from './seeded-server.ts'
import type { Shown, ShownServer, ShownServers } from './shown-servers.ts'

const QUALITY = 80

export interface Wanted {
  readonly pictures: readonly Picture[]
  readonly looks: readonly Look[]
  readonly folder: string
  /** Hears of each file as it is written. */
  readonly tell: (line: string) => void
}

/** Takes every picture in every look and writes it to the folder. */
export async function takePictures(servers: ShownServers, { pictures, looks, folder, tell }: Wanted): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const name of ['fresh', 'begun', 'inUse'] as const) {
    const ofServer = pictures.filter(({ on = 'inUse' }) => on === name)
    if (ofServer.length === 0) continue
    const browser = await launchChromium(`MAP localhost:4420 127.0.0.1:${servers[name].port}`)
    try {
      for (const picture of ofServer) {
        for (const look of looks) {
          const bytes = await take(browser, { picture, look, server: servers[name], shown: servers.shown })
          writeFileSync(join(folder, fileOf(picture, look)), bytes)
          tell(`${fileOf(picture, look)} ${Math.ceil(bytes.length / 1000)} kB`)
        }
      }
    } finally {
      await browser.close()
    }
  }
}

interface Taking {
  readonly picture: Picture
  readonly look: Look
  readonly server: ShownServer
  readonly shown: Shown
}

async function take(browser: Browser, { picture, look, server, shown }: Taking): Promise<Buffer> {
  const context = await openContext(browser, look, picture.signedOut ? undefined : server.cookie)
  try {
    const page = await context.newPage()
    await page.goto(`${ORIGIN}/console/${picture.address(shown)}`)
    await showsItsData(page)
    await picture.act?.(page, shown)
    await page.waitForLoadState('networkidle')
    await showsItsData(page)
    return await photograph(page)
  } finally {
    await context.close()
  }
}

async function openContext(browser: Browser, look: Look, cookie: string | undefined): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: look.viewport,
    colorScheme: look.colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    hasTouch: look.isPhone,
    isMobile: look.isPhone,
    extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.7' },
  })
  context.setDefaultTimeout(10_000)
  await context.clock.setFixedTime(END_OF_STORY)
  if (cookie !== undefined) {
    const [name = '', value = ''] = cookie.split('=', 2)
    await context.addCookies([{ name, value, url: ORIGIN }])
  }
  return context
}

/** The page with its data, past its skeletons. */
async function showsItsData(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

async function photograph(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  return Buffer.from(data, 'base64')
}
