import type { FastifyInstance, FastifyReply } from 'fastify'
import { answerHealth, type Health } from './operations-server.ts'

export interface OpenPages {
  /** The OpenAPI document. */
  readonly openApi: unknown
  /** By path: what `/docs` consists of. */
  readonly docs: Readonly<Record<string, { readonly type: string; readonly text: string }>>
}

/** The documentation page runs its own script and style and nothing else. */
const DOCS_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** What anyone may read: health, version, and the API's own description. */
export function mountOpenRoutes(app: FastifyInstance, health: Health, pages: OpenPages | undefined): void {
  for (const path of ['/health/alive', '/health/ready', '/version']) {
    app.get(path, async (_request, reply) => {
      const answer = await answerHealth(path, health)
      return sendJson(reply, answer?.status ?? 404, answer?.body)
    })
  }
  if (pages === undefined) return
  app.get('/openapi.json', async (_request, reply) => sendJson(reply, 200, pages.openApi))
  for (const [path, { type, text }] of Object.entries(pages.docs)) {
    app.get(path, async (_request, reply) => reply.header('Content-Security-Policy', DOCS_CSP).type(type).send(text))
  }
}

const sendJson = (reply: FastifyReply, status: number, body: unknown): FastifyReply =>
  reply.code(status).header('Cache-Control', 'no-store').type('application/json; charset=utf-8').send(JSON.stringify(body))
