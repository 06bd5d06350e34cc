import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

const SILENCE_MS = 80

let proxy: TcpProxy
let stopEcho: () => void
beforeEach(async () => {
  const sockets = new Set<Socket>()
  const echo = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  proxy = await startTcpProxy((echo.address() as AddressInfo).port)
  stopEcho = () => {
    echo.close()
    for (const socket of sockets) socket.destroy()
  }
})
afterEach(async () => {
  await proxy.stop()
  stopEcho()
})

class Caller {
  readonly socket: Socket
  heard = ''
  ending: string | undefined

  constructor() {
    this.socket = connect(proxy.port, '127.0.0.1')
    this.socket.on('data', (chunk) => (this.heard += chunk))
    this.socket.on('error', (error) => (this.ending = 'code' in error ? String(error.code) : 'error'))
    this.socket.on('end', () => (this.ending ??= 'end'))
  }

  async hears(text: string): Promise<void> {
    for (let look = 0; look < 200 && !this.heard.includes(text); look++) await delay(5)
    assert.ok(this.heard.includes(text), `heard ${this.heard}`)
  }
}

async function greet(text: string): Promise<Caller> {
  const caller = new Caller()
  caller.socket.write(text)
  await caller.hears(text)
  return caller
}

describe('a proxy of faults', () => {
  it('silences only who has said something, without a sign', async () => {
    const [listener, other] = [await greet('SUBSCRIBE'), await greet('GET')]
    proxy.blackhole(/SUBSCRIBE/)
    listener.socket.write('anything')
    other.socket.write('more')
    await other.hears('more')
    const late = new Caller()
    late.socket.write('SUBSCRIBE')
    await delay(SILENCE_MS)
    assert.deepEqual([listener.heard, listener.ending, late.heard, late.ending], ['SUBSCRIBE', undefined, '', undefined])
    proxy.heal()
    listener.socket.write('still there?')
    await greet('SUBSCRIBE')
    assert.equal(listener.heard, 'SUBSCRIBE')
    for (const { socket } of [listener, other, late]) socket.destroy()
  })

  it('delays, and resets', async () => {
    const caller = await greet('one')
    proxy.delay(SILENCE_MS)
    const askedAt = performance.now()
    caller.socket.write('two')
    await caller.hears('two')
    assert.ok(performance.now() - askedAt >= 2 * SILENCE_MS - 5)
    proxy.reset()
    for (let look = 0; look < 200 && caller.ending === undefined; look++) await delay(5)
    assert.equal(caller.ending, 'ECONNRESET')
    await delay(10)
    assert.equal(proxy.connections, 0)
  })
})
