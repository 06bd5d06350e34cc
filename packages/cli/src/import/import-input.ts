import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { UsageError } from '../exit-code.ts'

/** What is imported: a file, or standard input, which can be read once only. */
export interface ImportInput {
  /** `undefined` for standard input. */
  readonly file: string | undefined
  /** Names this very content; a random name for standard input. */
  readonly digest: string
  readonly sizeBytes: number | undefined
  readonly open: () => Readable
}

/** Reads a file once to know its digest; the rows are read in a second pass. */
export async function openImportInput(file: string, stdin: Readable): Promise<ImportInput> {
  if (file === '-') return { file: undefined, digest: randomUUID(), sizeBytes: undefined, open: () => stdin }
  try {
    const { size } = await stat(file)
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
    return { file, digest: hash.digest('hex'), sizeBytes: size, open: () => createReadStream(file) }
  } catch (cause) {
    throw new UsageError(`--file: cannot read ${file} (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}

/** Text piece by piece. Bytes that are not UTF-8 are refused: replacing them would import keys that nobody has. */
export async function* decodePieces(stream: Readable, onBytes: (count: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk as Uint8Array | string)
      onBytes(bytes.length)
      yield decoder.decode(bytes, { stream: true })
    }
    yield decoder.decode()
  } catch (cause) {
    if (cause instanceof TypeError) throw new UsageError('--file: is not UTF-8 text')
    throw cause
  }
}

/** The same for every run over the same content, so that a row that is sent twice is imported once. A UUIDv8 (RFC 9562). */
export function requestIdOfRow(digest: string, row: number): string {
  const bytes = createHash('sha256').update(`latchkey/import/v1\0${digest}\0${row}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
