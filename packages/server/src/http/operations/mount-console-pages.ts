import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { getFacts } from '../request-facts.ts'
import type { ServerHostGuard } from '../server-host.ts'

/** The pages run their own script and style and talk to this server, and nobody frames them (OWASP ASVS 5 §3.4). */
export const CONSOLE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

const HTML = 'text/html; charset=utf-8'

const files: readonly (readonly [path: string, file: string, type: string])[] = [
  ['/console', 'entrance.html', HTML],
  ['/console/setup', 'entrance.html', HTML],
  ['/console/login', 'entrance.html', HTML],
  ['/console/accept', 'entrance.html', HTML],
  ['/console/entrance.js', 'entrance.js', 'text/javascript; charset=utf-8'],
  ['/console/entrance.css', 'entrance.css', 'text/css; charset=utf-8'],
]

/** The first account, sign-in and invitations, for people. */
export function mountConsolePages(app: FastifyInstance, requireServerHost: ServerHostGuard): void {
  const onRequest = async ({ raw }: FastifyRequest): Promise<void> => requireServerHost(getFacts(raw).address)
  app.get('/', { onRequest }, async (_request, reply) => reply.redirect('/console'))
  for (const [path, file, type] of files) {
    const text = readFileSync(new URL(`../console-api/pages/${file}`, import.meta.url), 'utf8')
    app.get(path, { onRequest }, async (_request, reply) =>
      reply.header('Content-Security-Policy', CONSOLE_CSP).header('Cache-Control', 'no-cache').type(type).send(text),
    )
  }
}
