import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import Fastify from 'fastify'
import { sendStream } from './send-stream.ts'

const CHUNK = 'x'.repeat(64 * 1024)

/** A server that answers with what `chunks` yields, asked once. */
async function ask<R>(chunks: () => AsyncIterable<string>, act: (response: IncomingMessage) => Promise<R>): Promise<R> {
  const app = Fastify()
  app.get('/', (_request, reply) => sendStream(reply, { mediaType: 'text/csv', fileName: 'a.csv', chunks: chunks() }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  try {
    const { port } = app.server.address() as AddressInfo
    const [response] = (await once(get({ host: '127.0.0.1', port, agent: false }), 'response')) as [IncomingMessage]
    return await act(response)
  } finally {
    await app.close()
  }
}

describe('an answer of any length', () => {
  it('arrives as a whole, to be saved', async () => {
    async function* three() {
      yield* ['a', 'b', 'c']
    }
    const { text, headers } = await ask(three, async (response) => ({
      text: (await response.toArray()).join(''),
      headers: response.headers,
    }))
    assert.equal(text, 'abc')
    assert.deepEqual([headers['content-type'], headers['content-disposition']], ['text/csv', 'attachment; filename="a.csv"'])
  })

  it('is read no faster than the caller takes it, and ended when the caller is gone', async () => {
    let taken = 0
    let isClosed = false
    async function* endless() {
      try {
        for (;;) {
          taken++
          yield CHUNK
          await delay(0)
        }
      } finally {
        isClosed = true
      }
    }
    await ask(endless, async (response) => {
      response.pause()
      await delay(300)
      const takenByThen = taken
      await delay(300)
      // What the sockets on both sides hold is some megabytes.
      assert.ok(takenByThen < 1000)
      assert.equal(taken, takenByThen)
      response.destroy()
      for (let tries = 0; tries < 100 && !isClosed; tries++) await delay(10)
      assert.equal(isClosed, true)
    })
  })

  it('breaks off when its source fails, and does not look complete', async () => {
    async function* failing() {
      yield CHUNK
      await delay(20)
      throw new Error('away')
    }
    await ask(failing, async (response) => {
      await assert.rejects(response.toArray(), { code: 'ECONNRESET' })
    })
  })
})
