// The server under test: the real one, from a configuration file that the suite wrote.
import { startServer } from '@latchkey/server/main'

const server = await startServer({ configFile: process.argv[2], environment: {}, surface: 'all' })
console.log(JSON.stringify({ port: server.port }))

process.on('SIGUSR2', () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  console.log(heapUsed + external)
})
process.on('SIGTERM', async () => {
  await server.stop()
  process.exit(0)
})
