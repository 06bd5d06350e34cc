import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ReplyStream } from './mapping/reply-stream.ts'

/** A caller who takes nothing for so long is let go. */
const STREAM_IDLE_MS = 60_000

/**
 * Writes text of any length. The framework asks the next chunk only when the socket has taken the one before it, and ends the
 * source when the caller is gone. What fails on the way breaks the connection off, for the answer has begun.
 */
export function sendStream(reply: FastifyReply, { mediaType, fileName, chunks }: ReplyStream): FastifyReply {
  reply.raw.setTimeout(STREAM_IDLE_MS, () => reply.raw.destroy())
  return reply
    .type(mediaType)
    .header('Content-Disposition', `attachment; filename="${fileName}"`)
    .send(Readable.from(chunks, { objectMode: true, highWaterMark: 1 }))
}
