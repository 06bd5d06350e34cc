// Sends many requests at once from a process of its own, so that the server's process has nothing else to do:
// node flood.child.ts <port> <path> <concurrency>, the project key in LATCHKEY_PROJECT_API_KEY, one body per worst case.
import { Agent, request } from 'node:http'
import { worstBodies } from './worst-bodies.ts'

const [port = '', path = '', concurrency = '', size = '', wanted = ''] = process.argv.slice(2)
const bodies = worstBodies(Number(size))
const body = Buffer.from(bodies[wanted] ?? '')
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) })

const send = (): Promise<number> =>
  new Promise((resolve) => {
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        headers: {
          authorization: `Bearer ${process.env['LATCHKEY_PROJECT_API_KEY']}`,
          'content-type': 'application/json',
          'content-length': body.length,
        },
      },
      (incoming) => {
        incoming.resume()
        incoming.on('end', () => resolve(incoming.statusCode ?? 0))
      },
    )
    outgoing.on('error', () => resolve(0))
    outgoing.end(body)
  })

const statuses = await Promise.all(Array.from({ length: Number(concurrency) }, send))
agent.destroy()
process.stdout.write(JSON.stringify(statuses))
