import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'

/** Why browser tests are left out here; `false` when they are not. With `CI=true` leaving them out is a failure. */
export const noBrowser: string | false = existsSync(EXECUTABLE)
  ? false
  : 'Chromium is not installed here (apt-get install chromium)'
if (noBrowser !== false && process.env['CI'] === 'true') throw new Error(noBrowser)

/**
 * A browser of its own with a new profile; contexts of it share nothing. `hostRule` says which host it takes for which other,
 * without being told that it does: `MAP keys.test 127.0.0.1`.
 */
export const launchChromium = (hostRule?: string): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--js-flags=--expose-gc',
      ...(hostRule === undefined ? [] : [`--host-resolver-rules=${hostRule}`]),
    ],
  })
