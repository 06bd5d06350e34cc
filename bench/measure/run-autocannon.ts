// Loads a server as the order in the given file says, and prints what it counted.
import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'
import type { Attack } from './attack.ts'
import type { AutocannonOrder } from './autocannon.ts'

const { port, load, seconds, connections } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as AutocannonOrder
const headers = { 'content-type': 'application/json', ...load.headers }
const result = await autocannon({
  url: `http://127.0.0.1:${port}`,
  connections,
  duration: seconds,
  timeout: 30,
  requests: load.bodies.map((body) => ({ method: load.method ?? 'POST', path: load.path, headers, body })),
})
if (result.non2xx > 0 || result.errors > 0) throw new Error(`the load met ${result.non2xx} refusals and ${result.errors} errors`)
console.log(JSON.stringify({ requests: result['2xx'], requestsPerSecond: result['2xx'] / result.duration } satisfies Attack))
