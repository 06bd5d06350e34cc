/** As much of a browser as sign-in needs: it keeps cookies by origin and says where its requests come from. */
export class TestBrowser {
  readonly #jar = new Map<string, Map<string, string>>()

  /** One request without following a redirect; `body` is sent as JSON from a page of the same origin. */
  async ask(method: string, url: string, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) {
    const { origin } = new URL(url)
    const cookies = this.#cookiesOf(origin)
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...(method === 'GET' ? {} : { 'sec-fetch-site': 'same-origin', origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    // biome-ignore lint/suspicious/noExplicitAny: tests assert on what came over the wire, whatever it is
    const answer: any = isJson && text !== '' ? JSON.parse(text) : text
    return { status: response.status, headers: response.headers, body: answer }
  }

  /** Follows redirects and resolves to the addresses that were visited; stops at the first answer that is none. */
  async visit(url: string): Promise<readonly string[]> {
    const visited: string[] = [url]
    for (let at = url; visited.length < 20; ) {
      const { status, headers } = await this.ask('GET', at)
      const location = headers.get('location')
      if (status < 300 || status >= 400 || location === null) return visited
      at = new URL(location, at).href
      visited.push(at)
    }
    throw new Error('redirected in a circle')
  }

  cookie(origin: string, name: string): string | undefined {
    return this.#cookiesOf(origin).get(name)
  }

  setCookie(origin: string, name: string, value: string): void {
    this.#cookiesOf(origin).set(name, value)
  }

  /** As if the person had never been there. */
  forget(origin: string): void {
    this.#jar.delete(origin)
  }

  #cookiesOf(origin: string): Map<string, string> {
    const cookies = this.#jar.get(origin) ?? new Map<string, string>()
    this.#jar.set(origin, cookies)
    return cookies
  }
}

/** Name, value and whether it ends here are all that matters to a test. */
function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';')
  const [name = '', ...value] = pair.split('=')
  const ends = attributes.some((attribute) => {
    const [key = '', text = ''] = attribute.trim().split('=')
    if (key.toLowerCase() === 'max-age') return Number(text) <= 0
    return key.toLowerCase() === 'expires' && Date.parse(text) <= Date.now()
  })
  if (ends) cookies.delete(name)
  else cookies.set(name, value.join('='))
}
