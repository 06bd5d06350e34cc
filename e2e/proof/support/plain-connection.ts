import { connect, type Socket } from 'node:net'

export interface PlainAnswer {
  /** 0: the connection ended before the answer did. -1: nobody listens any more. */
  readonly status: number
  readonly retryAfter: boolean
  /** Whether the server said that it closes the connection. */
  readonly closes: boolean
}

const LENGTH = /\r\ncontent-length: (\d+)/i

/**
 * One HTTP/1.1 connection that sends ready-made requests one after another, and reads of an answer only what a count needs: a
 * fifth of the work of a full client, so that a generator can offer many times what a server can do.
 */
export class PlainConnection {
  readonly #port: number
  #socket: Socket | undefined
  #head = ''
  /** Bytes of the body that are still to come; `undefined` while the head is read. */
  #missing: number | undefined
  #answer: PlainAnswer | undefined
  #done: ((answer: PlainAnswer) => void) | undefined

  constructor(port: number) {
    this.#port = port
  }

  /** One at a time; `done` is called once. Opens the connection when there is none. */
  send(request: string, done: (answer: PlainAnswer) => void): void {
    this.#done = done
    this.#socket ??= this.#open()
    this.#socket.write(request, 'latin1')
  }

  close(): void {
    this.#socket?.destroy()
  }

  #open(): Socket {
    const socket = connect(this.#port, '127.0.0.1')
    let ending = BROKEN_OFF
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED') ending = NOBODY_THERE
    })
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#socket = undefined
      this.#finish(ending)
    })
    return socket
  }

  #read(chunk: Buffer): void {
    if (this.#missing !== undefined) {
      this.#missing -= chunk.length
    } else {
      this.#head += chunk.toString('latin1')
      const end = this.#head.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = this.#head.slice(0, end)
      this.#missing = Number(LENGTH.exec(head)?.[1] ?? 0) - (this.#head.length - end - 4)
      this.#answer = {
        status: Number(head.slice(9, 12)),
        retryAfter: head.includes('\r\nRetry-After: '),
        closes: /\r\nconnection: close/i.test(head),
      }
    }
    if (this.#missing <= 0 && this.#answer !== undefined) this.#finish(this.#answer)
  }

  #finish(answer: PlainAnswer): void {
    const done = this.#done
    this.#done = undefined
    this.#head = ''
    this.#missing = undefined
    this.#answer = undefined
    if (answer.closes) {
      this.#socket?.end()
      this.#socket = undefined
    }
    done?.(answer)
  }
}

const BROKEN_OFF: PlainAnswer = { status: 0, retryAfter: false, closes: false }
const NOBODY_THERE: PlainAnswer = { ...BROKEN_OFF, status: -1 }
