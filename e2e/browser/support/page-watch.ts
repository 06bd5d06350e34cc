import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core'

/**
 * Looks on at everything that the pages of a context do: no error, no broken policy (ALL-2), no request to another origin
 * (ALL-3), no secret in an address, a store or a GET request (ALL-13).
 */
export class PageWatch {
  readonly #context: BrowserContext
  readonly #origin: string
  readonly #faults: string[] = []
  readonly #addresses: string[] = []

  static async begin(context: BrowserContext, origin: string): Promise<PageWatch> {
    const watch = new PageWatch(context, origin)
    await context.exposeBinding('reportPolicyViolation', (_source, text: string) => void watch.#faults.push(`policy: ${text}`))
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        const report = (globalThis as unknown as { reportPolicyViolation(text: string): void }).reportPolicyViolation
        report(`${violatedDirective} ${blockedURI}`)
      })
    })
    context.on('page', (page) => watch.#follow(page))
    return watch
  }

  private constructor(context: BrowserContext, origin: string) {
    this.#context = context
    this.#origin = origin
  }

  #follow(page: Page): void {
    page.on('console', (message) => this.#heard(message))
    page.on('pageerror', (error) => this.#faults.push(`error: ${error.message}`))
    page.on('request', (request) => {
      const url = request.url()
      if (/^(data|blob|about):/.test(url)) return
      this.#addresses.push(url)
      if (new URL(url).origin !== this.#origin) this.#faults.push(`request to ${url}`)
    })
    page.on('framenavigated', (frame) => this.#addresses.push(frame.url()))
  }

  /** A refusal is written to the console by the browser itself; the page shows it in its own words. */
  #heard(message: ConsoleMessage): void {
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return
    this.#faults.push(`console: ${message.text()}`)
  }

  async faults(secrets: readonly string[]): Promise<readonly string[]> {
    const kept = [...this.#addresses]
    for (const page of this.#context.pages()) kept.push(await page.evaluate(storedTexts).catch(() => ''))
    const told = secrets.filter((secret) =>
      kept.some((text) => text.includes(secret) || text.includes(encodeURIComponent(secret))),
    )
    return [...this.#faults, ...told.map((secret) => `a secret is kept: ${secret.slice(0, 12)}…`)]
  }
}

/** Everything that a page could leave behind; runs in the page. */
async function storedTexts(): Promise<string> {
  const databases = await indexedDB.databases()
  const names = await caches?.keys?.().catch(() => [])
  return JSON.stringify([
    location.href,
    history.state,
    { ...localStorage },
    { ...sessionStorage },
    databases.map(({ name }) => name),
    names,
    document.cookie,
  ])
}
