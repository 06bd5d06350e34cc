import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { describe, it } from 'node:test'
import { HttpWebhookSender, type ResolveName } from './http-webhook-sender.ts'

const never = new AbortController().signal
const headers = { 'content-type': 'application/json', 'webhook-id': 'msg_1' }

/** Every name is at these addresses; each question is counted. */
function namesAt(...addresses: readonly string[]): { readonly resolve: ResolveName; readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    resolve(hostname, _options, done) {
      asked.push(hostname)
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    },
  }
}

const strict = (resolve?: ResolveName) =>
  new HttpWebhookSender({ allowPrivateTargets: false, timeoutMs: 1000, ...(resolve && { resolve }) })
const open = (resolve?: ResolveName, timeoutMs = 1000) =>
  new HttpWebhookSender({ allowPrivateTargets: true, timeoutMs, ...(resolve && { resolve }) })

async function withServer(listener: RequestListener, test: (port: number) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  try {
    await test((server.address() as AddressInfo).port)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const ask = (sender: HttpWebhookSender, url: string) => sender.send({ url, headers, body: '{"naïve":"🔔"}' }, never)

describe('the sender of webhooks', () => {
  it('brings headers and body, byte for byte, and resolves the name once', async () => {
    const names = namesAt('127.0.0.1')
    let seen = {}
    const listener: RequestListener = (request, answer) => {
      let body = ''
      request.setEncoding('utf8').on('data', (chunk) => (body += chunk))
      request.on('end', () => {
        seen = { method: request.method, url: request.url, id: request.headers['webhook-id'], host: request.headers.host, body }
        answer.writeHead(202).end('thanks')
      })
    }
    await withServer(listener, async (port) => {
      const outcome = await ask(open(names.resolve), `http://receiver.example:${port}/hook?a=b`)
      assert.deepEqual(outcome, { outcome: 'answered', status: 202 })
      const host = `receiver.example:${port}`
      assert.deepEqual(seen, { method: 'POST', url: '/hook?a=b', id: 'msg_1', host, body: '{"naïve":"🔔"}' })
      assert.deepEqual(names.asked, ['receiver.example'])
    })
  })

  it('asks no address of this machine or of a private network, however it is written', async () => {
    let requests = 0
    await withServer(
      (_request, answer) => {
        requests += 1
        answer.end()
      },
      async (port) => {
        const hosts = ['127.0.0.1', '127.1', '0x7f000001', '2130706433', '017700000001', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]']
        const others = ['169.254.169.254', '10.0.0.1', '100.64.0.1', '[fe80::1]', '[fc00::1]', '224.0.0.1', '[64:ff9b::7f00:1]']
        for (const host of [...hosts, ...others]) {
          assert.deepEqual(
            await ask(strict(), `http://${host}:${port}/`),
            { outcome: 'failed', failure: 'target_not_allowed' },
            host,
          )
        }
      },
    )
    assert.equal(requests, 0)
  })

  it('asks none of the addresses of a name when one of them is not public', async () => {
    let requests = 0
    await withServer(
      (_request, answer) => {
        requests += 1
        answer.end()
      },
      async (port) => {
        const sets = [['127.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['169.254.169.254'], []]
        for (const addresses of sets) {
          const outcome = await ask(strict(namesAt(...addresses).resolve), `http://receiver.example:${port}/`)
          assert.deepEqual(outcome, { outcome: 'failed', failure: 'target_not_allowed' }, addresses.join())
        }
      },
    )
    assert.equal(requests, 0)
  })

  it('is not led astray by a name that means something else the second time', async () => {
    const answers = [['127.0.0.1'], ['192.0.2.1']]
    let asked = 0
    const rebinding: ResolveName = (hostname, options, done) =>
      namesAt(...(answers[asked++] ?? [])).resolve(hostname, options, done)
    await withServer(
      (_request, answer) => answer.writeHead(200).end(),
      async (port) => {
        // What was checked is what is connected to: there is no second question that could be answered otherwise.
        assert.deepEqual(await ask(open(rebinding), `http://rebinding.example:${port}/`), { outcome: 'answered', status: 200 })
        assert.equal(asked, 1)
      },
    )
  })

  it('gives redirects back as answers', async () => {
    await withServer(
      (_request, answer) => answer.writeHead(302, { location: '/elsewhere' }).end(),
      async (port) => {
        assert.deepEqual(await ask(open(), `http://127.0.0.1:${port}/`), { outcome: 'answered', status: 302 })
      },
    )
  })

  it('reads no more than a little of an answer, and keeps its status when the time is over', async () => {
    const endless: RequestListener = (_request, answer) => {
      answer.writeHead(200)
      const more = (): void => {
        if (!answer.destroyed) answer.write(Buffer.alloc(65_536), () => setImmediate(more))
      }
      more()
    }
    await withServer(endless, async (port) => {
      assert.deepEqual(await ask(open(), `http://127.0.0.1:${port}/`), { outcome: 'answered', status: 200 })
    })
    await withServer(
      (_request, answer) => answer.writeHead(500).write('drip'),
      async (port) => {
        const outcome = await ask(open(undefined, 200), `http://127.0.0.1:${port}/`)
        assert.deepEqual(outcome, { outcome: 'answered', status: 500 })
      },
    )
  })

  it('says in a word what went wrong', async () => {
    const unknown: ResolveName = (_hostname, _options, done) => done(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), [])
    const failureOf = async (sender: HttpWebhookSender, url: string) => {
      const outcome = await ask(sender, url)
      return outcome.outcome === 'failed' ? outcome.failure : outcome.status
    }
    assert.equal(await failureOf(open(unknown), 'http://unknown.example/'), 'name_not_resolved')
    assert.equal(
      await failureOf(
        open(() => {}, 100),
        'http://silent.example/',
      ),
      'timeout',
    )
    await withServer(
      () => {},
      async (port) => {
        assert.equal(await failureOf(open(undefined, 100), `http://127.0.0.1:${port}/`), 'timeout')
        assert.equal(await failureOf(open(), `https://127.0.0.1:${port}/`), 'tls_failed')
      },
    )
    const rude = createNetServer((socket) => socket.resume().end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => rude.once('listening', resolve))
    const { port } = rude.address() as AddressInfo
    assert.equal(await failureOf(open(), `http://127.0.0.1:${port}/`), 'answer_malformed')
    await new Promise((resolve) => rude.close(resolve))
    assert.equal(await failureOf(open(), `http://127.0.0.1:${port}/`), 'connection_failed')
  })

  it('rejects when it is stopped', async () => {
    await withServer(
      () => {},
      async (port) => {
        const stopping = new AbortController()
        const sending = open().send({ url: `http://127.0.0.1:${port}/`, headers, body: '' }, stopping.signal)
        setTimeout(() => stopping.abort(), 20)
        await assert.rejects(sending, { name: 'AbortError' })
      },
    )
  })
})
