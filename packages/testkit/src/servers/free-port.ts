import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the ports that systems hand out to whoever asks for none in particular: only who asks here takes one of these. */
const FROM = 12_000
const TO = 32_000

const handedOut = new Set<number>()

/** A port of loopback that nobody listens on, for a server that cannot say which one it took or has to keep it. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, TO)
    if (handedOut.has(port) || !(await isFree(port))) continue
    handedOut.add(port)
    return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
