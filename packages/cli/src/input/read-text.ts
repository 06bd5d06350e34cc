import type { Readable } from 'node:stream'
import { UsageError } from '../exit-code.ts'

const TEXT_MAX_BYTES = 4 * 1024 * 1024

/** All of standard input as text; capped, because whatever is larger is not what was meant. */
export async function readText(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array | string)
    size += bytes.length
    if (size > TEXT_MAX_BYTES) throw new UsageError('Standard input is too long')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
