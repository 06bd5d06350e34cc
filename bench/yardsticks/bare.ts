// The ceiling of the platform: node:http reads a JSON body and answers a constant of the size of our answer.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { constantAnswer } from './constant-answer.ts'

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    JSON.parse(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString())
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(constantAnswer),
    })
    response.end(constantAnswer)
  })
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })))
process.on('SIGTERM', () => process.exit(0))
