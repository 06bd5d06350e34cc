import { exchange, type RawReply, requestText } from '../../support/raw-http.ts'
import { atLeast, type Finding, judge } from '../bar.ts'
import { consolePages, consolePolicy, consoleRedirects, controlPolicy, pathWith } from '../policy-control.ts'
import { type ControlBench, onControlBench } from './control-bench.ts'
import { none } from './none.ts'

const YEAR_SECONDS = 31_536_000

/** How the browser reaches us: in the clear, or over TLS that ends at a proxy in front. */
interface Transport {
  readonly isSecure: boolean
  readonly headers: readonly string[]
}

const plain: Transport = { isSecure: false, headers: ['Host: localhost', 'Origin: http://localhost'] }
const tls: Transport = {
  isSecure: true,
  headers: ['Host: keys.example.com', 'Origin: https://keys.example.com', 'X-Forwarded-Proto: https'],
}

/** What a reply is turned into before it is looked at; a control spoils it. */
export type Look = (reply: RawReply) => RawReply

export interface BrowserSetting {
  readonly look: Look
  readonly trustedProxies: readonly string[]
}

/** Headers and cookies of everything that a browser gets to see. */
export const measureBrowserHeaders = ({ look, trustedProxies }: BrowserSetting): Promise<Finding> =>
  onControlBench({ config: { serve: { http: { trusted_proxies: trustedProxies } } } }, async (bench) => {
    const wrong: string[] = []
    const cookies: string[] = []
    let replies = 0
    for (const transport of [plain, tls]) {
      const cookie = await signIn(bench, { transport, look, wrong: cookies })
      for (const { name, request } of requestsOf(bench, transport, cookie)) {
        replies++
        const reply = look(await exchange(bench.server.port, request))
        wrong.push(...faultsOf(reply, transport).map((fault) => `${name}: ${fault}`))
      }
    }
    return judge({
      replies: atLeast(replies, 250),
      wrongHeaders: none(wrong),
      wrongCookies: none(cookies),
      pagesWithForeignParts: none(await foreignParts(bench)),
    })
  })

interface SigningIn {
  readonly transport: Transport
  readonly look: Look
  readonly wrong: string[]
}

/** Signs in and out again and again, and looks at every cookie. Resolves to one that is good. */
async function signIn(bench: ControlBench, { transport, look, wrong }: SigningIn): Promise<string> {
  const { owner, server } = bench
  const post = async (path: string, body: object, cookie = ''): Promise<string> => {
    const headers = [...transport.headers, 'Content-Type: application/json', ...(cookie === '' ? [] : [`Cookie: ${cookie}`])]
    const reply = look(await exchange(server.port, requestText('POST', `/console/api/${path}`, headers, JSON.stringify(body))))
    const set = reply.headers['set-cookie'] ?? ''
    wrong.push(...cookieFaults(set, transport).map((fault) => `${path}: ${fault}`))
    return set.split(';', 1)[0] ?? ''
  }
  const first = await post('login', { email: owner.email, password: owner.password })
  await post('logout', {}, first)
  const cookie = await post('login', { email: owner.email, password: owner.password })
  // The name that any host of the domain could write must not open anything over TLS, and the other way round.
  const renamed = transport.isSecure ? cookie.replace('__Host-', '') : `__Host-${cookie}`
  const { status } = await exchange(server.port, requestText('GET', '/projects', [...transport.headers, `Cookie: ${renamed}`]))
  if (status !== 401) wrong.push(`a cookie by another name: ${status}`)
  return cookie
}

function cookieFaults(set: string, { isSecure }: Transport): readonly string[] {
  const [pair = '', ...attributes] = set.split(';').map((part) => part.trim())
  const has = (attribute: string): boolean => attributes.includes(attribute)
  const faults: readonly (readonly [string, boolean])[] = [
    ['no HttpOnly', !has('HttpOnly')],
    ['no SameSite=Lax', !has('SameSite=Lax')],
    ['no Path=/', !has('Path=/')],
    ['a domain', attributes.some((attribute) => /^domain/i.test(attribute))],
    ['Secure where it is not, or not where it is', has('Secure') !== isSecure],
    ['not named as it should be', !pair.startsWith(isSecure ? '__Host-console=' : 'console=')],
  ]
  return faults.filter(([, isFault]) => isFault).map(([name]) => name)
}

interface NamedRequest {
  readonly name: string
  readonly request: string
}

/** Everything a browser may ask, from our own pages and from others, with and without a session. */
function requestsOf({ workspaceId, server }: ControlBench, transport: Transport, cookie: string): readonly NamedRequest[] {
  const ids = { workspace: workspaceId, project: server.projectId, project_id: server.projectId }
  const own = transport.headers
  const host = own.filter((header) => !header.startsWith('Origin'))
  const origins = ['https://evil.example', 'null', 'https://keys.example.com.evil.example', 'http://localhost.evil.example']
  const reads = [...controlPolicy, ...consolePolicy].filter(({ method }) => method === 'GET').map((entry) => pathWith(entry, ids))
  const paths = [...reads, ...consolePages, ...Object.keys(consoleRedirects), '/console/nothing', '/console/api/nothing']
  const changes = [...controlPolicy, ...consolePolicy].filter(({ method }) => method !== 'GET')
  return [
    ...paths.flatMap((path): NamedRequest[] => [
      { name: `GET ${path}`, request: requestText('GET', path, [...own, `Cookie: ${cookie}`]) },
      { name: `GET ${path} signed out`, request: requestText('GET', path, own) },
      ...origins.map((origin) => ({
        name: `GET ${path} for ${origin}`,
        request: requestText('GET', path, [...host, `Cookie: ${cookie}`, `Origin: ${origin}`]),
      })),
    ]),
    ...[...controlPolicy, ...consolePolicy].map((entry) => ({
      name: `OPTIONS ${entry.path}`,
      request: requestText('OPTIONS', pathWith(entry, ids), [
        ...host,
        'Origin: https://evil.example',
        `Access-Control-Request-Method: ${entry.method}`,
        'Access-Control-Request-Headers: authorization',
      ]),
    })),
    ...changes.map((entry) => ({
      name: `${entry.method} ${entry.path} from elsewhere`,
      request: requestText(entry.method, pathWith(entry, ids), [...host, `Cookie: ${cookie}`, 'Origin: null'], '{}'),
    })),
  ]
}

function faultsOf({ status, headers, body }: RawReply, { isSecure }: Transport): readonly string[] {
  const type = headers['content-type'] ?? ''
  const isPage = type.startsWith('text/html')
  const isAsset = /^(text\/(javascript|css)|image\/svg)/.test(type)
  const csp = headers['content-security-policy'] ?? ''
  const directives = new Map(csp.split(';').map((part) => [part.trim().split(' ', 1)[0] ?? '', part.trim()]))
  const isNone = (directive: string): boolean => directives.get(directive) === `${directive} 'none'`
  const hsts = Number(/max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '')?.[1] ?? 0)
  const faults: readonly (readonly [string, boolean])[] = [
    ['no answer', status === 0],
    ['a policy with holes', /unsafe-|\*|https?:|blob:/.test(csp)],
    ['no default of nothing', !isNone('default-src')],
    ['objects', directives.has('object-src') && !isNone('object-src')],
    ['frames', !isNone('frame-ancestors') || headers['x-frame-options'] !== 'DENY'],
    ['a base', isPage && !isNone('base-uri')],
    ['sniffing', headers['x-content-type-options'] !== 'nosniff'],
    ['a referrer', headers['referrer-policy'] !== 'no-referrer'],
    ['an opener of another origin', headers['cross-origin-opener-policy'] !== 'same-origin'],
    ['embedding by another origin', headers['cross-origin-resource-policy'] !== 'same-origin'],
    ['stored data', !isPage && !isAsset && body !== '' && headers['cache-control'] !== 'no-store'],
    ['a type that is not JSON', !isPage && !isAsset && body !== '' && !type.startsWith('application/json')],
    ['TLS not kept', isSecure ? hsts < YEAR_SECONDS : hsts > 0],
    ['shared with other origins', Object.keys(headers).some((name) => name.startsWith('access-control-'))],
  ]
  return faults.filter(([, isFault]) => isFault).map(([name]) => name)
}

/** What a page loads from elsewhere, or runs without a file of its own. */
async function foreignParts({ server }: ControlBench): Promise<readonly string[]> {
  const parts: string[] = []
  for (const path of consolePages) {
    const { body, headers } = await exchange(server.port, requestText('GET', path, ['Host: localhost']))
    if (!(headers['content-type'] ?? '').startsWith('text/html')) {
      const text = body.replace('xmlns="http://www.w3.org/2000/svg"', '')
      if (/https?:\/\/|@import|url\(\s*['"]?\/\//.test(text)) parts.push(path)
      continue
    }
    const links = [...body.matchAll(/\b(?:src|href|action)="([^"]*)"/g)].map(([, link = '']) => link)
    parts.push(...links.filter((link) => !/^\/(?!\/)|^#/.test(link)).map((link) => `${path}: ${link}`))
    if (/<script(?![^>]*\bsrc=)|<style|\son\w+\s*=|\sstyle\s*=|javascript:/i.test(body)) parts.push(`${path}: inline`)
  }
  return parts
}
