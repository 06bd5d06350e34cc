// What the framework alone costs: Fastify with a schema for body and answer.
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { constantAnswer } from './constant-answer.ts'

const answer: unknown = JSON.parse(constantAnswer)
const text = { type: 'string' }
const app = Fastify()
app.post(
  '/',
  {
    schema: {
      body: { type: 'object', required: ['credential'], properties: { credential: text } },
      response: {
        200: {
          type: 'object',
          properties: {
            is_valid: { type: 'boolean' },
            status: text,
            key_id: text,
            actor_id: text,
            scopes: { type: 'array', items: text },
            metadata: { type: 'object', additionalProperties: true },
            expire_time: text,
            visibility: text,
            issuer: text,
            rate_limit_policy: { type: 'null' },
          },
        },
      },
    },
  },
  async () => answer,
)
await app.listen({ port: 0, host: '127.0.0.1' })
console.log(JSON.stringify({ port: (app.server.address() as AddressInfo).port }))
process.on('SIGTERM', () => process.exit(0))
