import type { RawReply } from '../support/raw-http.ts'
import { type Bar, combine } from './bar.ts'
import { type BrowserSetting, measureBrowserHeaders } from './support/browser-headers.ts'
import { measureCrossSite } from './support/cross-site.ts'

const LOOPBACK = '127.0.0.0/8'
const asItIs = (reply: RawReply): RawReply => reply
const setting: BrowserSetting = { look: asItIs, trustedProxies: [LOOPBACK] }

/** What a proxy in front makes of a header. */
const rewritten =
  (name: string, change: (value: string) => string): BrowserSetting['look'] =>
  (reply) => ({ ...reply, headers: { ...reply.headers, [name]: change(reply.headers[name] ?? '') } })

export const bar: Bar = {
  id: 'b40',
  inTests: 'without_control',
  title: 'browsers act for their own person only, and show, keep and share nothing that they should not',
  run: async () => combine({ crossSite: await measureCrossSite(), headers: await measureBrowserHeaders(setting) }),
  controls: [
    {
      broken: 'a proxy in front gives every request our own origin and type',
      run: () => measureCrossSite(() => ['Origin: http://localhost', 'Content-Type: application/json']),
    },
    {
      broken: 'the proxy that ends TLS is not trusted',
      run: () => measureBrowserHeaders({ ...setting, trustedProxies: [] }),
    },
    {
      broken: 'a proxy in front allows inline scripts',
      run: () =>
        measureBrowserHeaders({
          ...setting,
          look: rewritten('content-security-policy', (csp) => `${csp}; script-src 'unsafe-inline'`),
        }),
    },
    {
      broken: 'a proxy in front lets scripts read the session',
      run: () => measureBrowserHeaders({ ...setting, look: rewritten('set-cookie', (set) => set.replace('; HttpOnly', '')) }),
    },
    {
      broken: 'a proxy in front shares answers with every origin',
      run: () => measureBrowserHeaders({ ...setting, look: rewritten('access-control-allow-origin', () => '*') }),
    },
  ],
}
