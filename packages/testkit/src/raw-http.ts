import { connect } from 'node:net'

export interface RawOptions {
  /** Gives up waiting for more after so long. */
  readonly waitMs?: number
  /** Keeps the writing side open after the text, as a client does that does not hang up. */
  readonly until?: (received: string) => boolean
}

export interface RawAnswer {
  readonly text: string
  /** Whether the server hung up. */
  readonly isClosed: boolean
}

/** Sends bytes as they are and collects what comes back, until the server hangs up, `until` says so or time is up. */
export const sendRaw = (port: number, text: string, { waitMs = 300, until = () => false }: RawOptions = {}): Promise<RawAnswer> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let received = ''
    const finish = (isClosed: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text: received, isClosed })
    }
    const timer = setTimeout(() => finish(false), waitMs)
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      if (until(received)) finish(false)
    })
    socket.on('end', () => finish(true))
    socket.on('error', () => finish(true))
    socket.write(text)
  })

/** The answers in a text, one after another. */
export function parseAnswers(
  text: string,
): readonly { readonly status: number; readonly headers: Map<string, string>; readonly body: string }[] {
  const answers: { status: number; headers: Map<string, string>; body: string }[] = []
  let rest = text
  while (rest.startsWith('HTTP/1.1 ')) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) break
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n')
    const headers = new Map(
      lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
    )
    const length = Number(headers.get('content-length') ?? 0)
    answers.push({ status: Number(statusLine.split(' ')[1]), headers, body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
  return answers
}
