// The peer: better-auth's API-key plugin on SQLite in the same small HTTP server, its rate limit off.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { apiKey } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'

const keyCount = Number(process.argv[2] ?? 1_000)
const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-better-auth-'))
const database = new DatabaseSync(join(folder, 'better-auth.db'))
process.on('exit', () => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})
process.on('SIGTERM', () => process.exit(0))

database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
const options = {
  database,
  secret: crypto.randomUUID() + crypto.randomUUID(),
  baseURL: 'http://127.0.0.1',
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  plugins: [apiKey({ rateLimit: { enabled: false } })],
}
await (await getMigrations(options)).runMigrations()
const auth = betterAuth(options)
const { user } = await auth.api.signUpEmail({
  body: { name: 'bench', email: 'bench@example.com', password: crypto.randomUUID() },
})
const credentials: string[] = []
while (credentials.length < keyCount)
  credentials.push((await auth.api.createApiKey({ body: { userId: user.id, name: 'bench' } })).key)

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const { credential } = JSON.parse(Buffer.concat(chunks).toString()) as { credential: string }
    const { valid, key } = await auth.api.verifyApiKey({ body: { key: credential } })
    const answer = JSON.stringify({ valid, key })
    response.writeHead(valid ? 200 : 401, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(answer),
    })
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, credentials })))
