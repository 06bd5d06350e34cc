import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { getFacts } from '../request-facts.ts'
import type { ServerHostGuard } from '../server-host.ts'
import type { ConsoleFile, ConsoleFiles } from './console-files.ts'

/** The pages run their own script and style and talk to this server, and nobody frames them (OWASP ASVS 5 §3.4). */
export const CONSOLE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

const NOT_BUILT = `<!doctype html><html lang="en"><title>Latchkey console</title><h1>The console is not built</h1>
<p>Build it once with <code>npm run build</code> and start the server again. The API works without it.</p></html>`

/** A year: as long as RFC 9111 caches care to keep anything. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** The theme before the first paint and the icon, whose names stay: an old one does no harm for a while. */
const FOR_AN_HOUR = 'public, max-age=3600'

/**
 * The web console: the same page at every address, which finds out itself what to show, and the files that it loads. `files`
 * is `undefined` where the console was not built.
 */
export function mountConsolePages(
  app: FastifyInstance,
  requireServerHost: ServerHostGuard,
  files: ConsoleFiles | undefined,
): void {
  const onRequest = async ({ raw }: FastifyRequest): Promise<void> => requireServerHost(getFacts(raw).address)
  const sendPage = (reply: FastifyReply): FastifyReply =>
    headed(reply, 'no-cache')
      .code(files === undefined ? 503 : 200)
      .type('text/html; charset=utf-8')
      .send(files?.page ?? NOT_BUILT)
  app.get('/', { onRequest }, async (_request, reply) => reply.redirect('/console'))
  app.get('/console', { onRequest }, async (_request, reply) => sendPage(reply))
  app.get<{ Params: { '*': string } }>('/console/*', { onRequest }, async (request, reply) => {
    const path = request.params['*']
    const file = files?.files.get(path)
    if (file !== undefined) return sendFile(reply, file, request.headers['accept-encoding'])
    if (isOfThePage(path)) return sendPage(reply)
    return reply.callNotFound()
  })
}

/**
 * Everything but the API of the console and files that do not exist, however they are spelled: the page itself says so if it
 * knows nothing there.
 */
const isOfThePage = (path: string): boolean => !/^(?:api|assets)(?:\/|$)/i.test(path) && !path.split('/').includes('..')

const headed = (reply: FastifyReply, cacheControl: string): FastifyReply =>
  reply.header('Content-Security-Policy', CONSOLE_CSP).header('Cache-Control', cacheControl)

function sendFile(reply: FastifyReply, { type, body, compressed, isImmutable }: ConsoleFile, accepted = ''): FastifyReply {
  const coding = (['br', 'gzip'] as const).find((name) => compressed[name] !== undefined && acceptsCoding(accepted, name))
  headed(reply, isImmutable ? FOR_EVER : FOR_AN_HOUR)
    .header('Vary', 'Accept-Encoding')
    .type(type)
  return coding === undefined ? reply.send(body) : reply.header('Content-Encoding', coding).send(compressed[coding])
}

/** RFC 9110 §12.5.3: named, and not with a weight of zero. */
function acceptsCoding(accepted: string, coding: string): boolean {
  const entry = accepted
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(';'))
    .find(([name]) => name?.trim() === coding)
  return entry !== undefined && !entry.slice(1).some((parameter) => /^\s*q=0(\.0*)?\s*$/.test(parameter))
}
