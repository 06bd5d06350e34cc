import { StrictJsonScanner } from './strict-json-scanner.ts'
import { parseStrictJsonBytes } from './strict-json.ts'
import { isUtf8 } from 'node:buffer'
function time(name: string, n: number, f: (i: number) => unknown) {
  for (let i = 0; i < n; i++) f(i)
  const s = process.cpuUsage(); let x: unknown
  for (let i = 0; i < n; i++) x = f(i)
  const c = process.cpuUsage(s); console.log(name, ((c.user + c.system) / n).toFixed(3), 'us', x === undefined ? '' : '')
}
const body = JSON.stringify({ credential: 'ory_ak_v1_' + 'a'.repeat(130) })
const bytes = Buffer.from(body)
const re = /[\\\u0000-\u001f]/
for (let k = 0; k < 2; k++) {
time('wellformed', 1e6, () => body.isWellFormed())
time('regex', 1e6, () => re.test(body))
time('indexOf backslash', 1e6, () => body.indexOf('\\'))
time('scan', 1e6, () => new StrictJsonScanner(body).scan())
time('parse', 1e6, () => JSON.parse(body))
time('isUtf8', 1e6, () => isUtf8(bytes))
time('toString', 1e6, () => bytes.toString('utf8'))
time('latin1', 1e6, () => bytes.latin1Slice(0, bytes.length))
time('all bytes', 1e6, () => parseStrictJsonBytes(bytes))
}
