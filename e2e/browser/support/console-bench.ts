import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/test-server.ts'
import { launchChromium } from './chromium.ts'
import { PageWatch } from './page-watch.ts'

export const OWNER = { email: 'owner@example.com', password: 'a long enough pass phrase' } as const

export interface OpenOptions extends BrowserContextOptions {
  /** Signed in as the owner; default true. */
  readonly signedIn?: boolean
  /** Before anything of the page runs. */
  readonly initScript?: () => void
  /** The only origin that its pages may ask, where that is not the server's own address. */
  readonly origin?: string
}

/** One server and one browser for the tests of a file; every page is watched for what no page may do. */
export class ConsoleBench {
  readonly server: TestServer
  readonly browser: Browser
  /** `http://127.0.0.1:<port>/console` */
  readonly address: string
  readonly #opened: { readonly context: BrowserContext; readonly watch: PageWatch }[] = []
  #ownerCookie: string | undefined
  /** What no page may keep anywhere: add each secret that a test makes. */
  readonly secrets: string[] = [OWNER.password]

  static async open({
    loopbackName,
    ...options
  }: TestServerOptions & { readonly loopbackName?: string } = {}): Promise<ConsoleBench> {
    const hostRule = loopbackName === undefined ? undefined : `MAP ${loopbackName} 127.0.0.1`
    const [server, browser] = await Promise.all([startTestServer(options), launchChromium(hostRule)])
    return new ConsoleBench(server, browser)
  }

  private constructor(server: TestServer, browser: Browser) {
    this.server = server
    this.browser = browser
    this.address = `${server.endpoint}/console`
  }

  /** The link that the server printed, which makes the first account. */
  get setupLink(): string {
    const link = new URL(readFileSync(join(this.server.server.dataDir, 'setup-link'), 'utf8').trim())
    return this.server.endpoint + link.pathname + link.hash
  }

  /** `/projects/<slug>/<path>` below the console. */
  projectAddress(path: string): string {
    return `${this.address}/projects/${this.server.slug}/${path}`
  }

  /** A page of a context of its own, by default signed in as the owner of the server. */
  async page({ signedIn = true, initScript, origin = this.server.endpoint, ...options }: OpenOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    context.setDefaultTimeout(10_000)
    if (initScript !== undefined) await context.addInitScript(initScript)
    const watch = await PageWatch.begin(context, origin)
    this.#opened.push({ context, watch })
    if (signedIn) {
      const [name, value] = (await this.ownerCookie()).split('=', 2) as [string, string]
      await context.addCookies([{ name, value, url: this.server.endpoint }])
    }
    return context.newPage()
  }

  /** The session of the owner, as the Cookie header has it; makes the account first where there is none. */
  async ownerCookie(): Promise<string> {
    this.#ownerCookie ??= await this.#claim()
    return this.#ownerCookie
  }

  /** A call of the owner's browser to any API of the server. */
  async asOwner(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = {
      cookie: await this.ownerCookie(),
      origin: this.server.endpoint,
      'content-type': 'application/json',
    }
    return fetch(this.server.endpoint + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }

  async #claim(): Promise<string> {
    // The link is gone as soon as a test has made the first account by itself.
    const isClaimed = !existsSync(join(this.server.server.dataDir, 'setup-link'))
    const token = isClaimed ? '' : (new URLSearchParams(new URL(this.setupLink).hash.slice(1)).get('token') ?? '')
    const response = await fetch(`${this.address}/api/${isClaimed ? 'login' : 'setup'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.server.endpoint },
      body: JSON.stringify(isClaimed ? OWNER : { token, ...OWNER }),
    })
    if (!response.ok) throw new Error(`setup answered ${response.status}: ${await response.text()}`)
    return (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  }

  /** After each test: closes what it opened and answers with everything that its pages did wrong. */
  async closePages(): Promise<readonly string[]> {
    const faults: string[] = []
    for (const { context, watch } of this.#opened.splice(0)) {
      faults.push(...(await watch.faults(this.secrets)))
      await context.close()
    }
    return faults
  }

  async close(): Promise<void> {
    await this.closePages()
    await this.browser.close()
    await this.server.stop()
  }
}
