import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ControlServer, startControlServer, type TestProject } from '../support/control-plane.ts'
import { eventually, Receiver } from './receiver.ts'

let server: ControlServer
let project: TestProject
let receiver: Receiver

before(async () => {
  receiver = await Receiver.start()
  server = await startControlServer({})
  project = await server.createProject()
})
after(async () => {
  await server.stop()
  await receiver.stop()
})

const create = (url: string) => server.control('POST', `/projects/${project.id}/webhooks`, { url })

describe('a webhook on a server that allows no private targets', () => {
  it('is refused where its address is plainly one', async () => {
    const hosts = [
      '127.0.0.1',
      '127.1',
      '0x7f.1',
      '2130706433',
      'localhost',
      'db.internal',
      '10.1.2.3',
      '169.254.169.254',
      '[::1]',
    ]
    for (const host of [...hosts, '192.168.0.1', '100.64.0.1', '0.0.0.0', '[::ffff:10.0.0.1]', '[fd00::1]']) {
      const { status, body } = await create(`http://${host}:${receiver.port}/`)
      assert.deepEqual([status, body.error?.id], [400, 'bad_request'], host)
    }
  })

  it('is refused where it is no address of a receiver', async () => {
    const odd = ['ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', '', 'hooks', 'https://user:pass@example.com/']
    for (const url of [...odd, 'https://example.com/#part', `https://example.com/${'a'.repeat(2048)}`]) {
      assert.equal((await create(url)).status, 400, url.slice(0, 40))
    }
  })

  it('is not sent to a name that means this machine', async () => {
    const created = await create(`http://localtest.example.invalid:${receiver.port}/`)
    assert.equal(created.status, 201)
    await server.control('POST', `/projects/${project.id}/webhooks/${created.body.id}:test`)
    const deliveries = async () =>
      (await server.control('GET', `/projects/${project.id}/webhooks/${created.body.id}/deliveries`)).body.deliveries
    await eventually('the failure', async () => (await deliveries())[0]?.last_error !== undefined)
    assert.equal(receiver.received.length, 0)
  })
})
