import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { describe, it } from 'node:test'
import { countWorkers } from './count-workers.ts'
import { assertPortIsFree, canReusePort } from './reuse-port.ts'

const HOST = '127.0.0.1'

describe('how many workers there are', { skip: process.platform !== 'linux' && 'needs SO_REUSEPORT' }, () => {
  it('is what was asked for, or one per core', async () => {
    assert.deepEqual(await countWorkers(1, HOST), { count: 1, warnings: [] })
    assert.deepEqual(await countWorkers(7, HOST), { count: 7, warnings: [] })
    assert.deepEqual(await countWorkers('auto', HOST), { count: availableParallelism(), warnings: [] })
  })

  it('says what is wrong with the address rather than with the system', async () => {
    await assert.rejects(canReusePort('192.0.2.1'), { code: 'EADDRNOTAVAIL', syscall: 'listen' })
  })

  it('finds a listener that would share its port', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen({ host: HOST, port: 0, reusePort: true }, resolve))
    const { port } = server.address() as { readonly port: number }
    await assert.rejects(assertPortIsFree({ host: HOST, port }), { code: 'EADDRINUSE', syscall: 'listen' })
    await new Promise((resolve) => server.close(resolve))
    await assertPortIsFree({ host: HOST, port })
  })
})
