import { connect } from 'node:net'

/** What came back for bytes that no well-behaved client would send. */
export interface RawReply {
  /** 0 when the connection was closed without an answer. */
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const NO_ANSWER: RawReply = { status: 0, headers: {}, body: '' }
const PATIENCE_MS = 5_000

/** A request of HTTP/1.1 as text, with the request target and the headers exactly as given. */
export function requestText(method: string, target: string, headers: readonly string[] = [], body = ''): string {
  const framing = body === '' && (method === 'GET' || method === 'DELETE') ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  return [`${method} ${target} HTTP/1.1`, ...headers, ...framing, 'Connection: close', '', body].join('\r\n')
}

/** Writes the bytes on a connection of their own and reads until the server closes it. */
export function exchange(port: number, bytes: string | Uint8Array): Promise<RawReply> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    const finish = (): void => {
      socket.destroy()
      resolve(parseReply(Buffer.concat(chunks).toString('utf8')))
    }
    socket.setTimeout(PATIENCE_MS, finish)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', finish)
    socket.on('close', finish)
    // Not `end`: a half-closed connection counts as given up, and an answer that takes a moment would be lost.
    socket.write(bytes)
  })
}

function parseReply(text: string): RawReply {
  const endOfHead = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = text.slice(0, endOfHead).split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]
  if (endOfHead === -1 || status === undefined) return NO_ANSWER
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const body = text.slice(endOfHead + 4)
  return { status: Number(status), headers, body: headers['transfer-encoding'] === 'chunked' ? unchunked(body) : body }
}

function unchunked(text: string): string {
  let rest = text
  let whole = ''
  for (;;) {
    const size = Number.parseInt(rest, 16)
    if (!(size > 0)) return whole
    const start = rest.indexOf('\r\n') + 2
    whole += rest.slice(start, start + size)
    rest = rest.slice(start + size + 2)
  }
}
