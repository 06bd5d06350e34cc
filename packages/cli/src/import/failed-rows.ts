import { constants, createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { UsageError } from '../exit-code.ts'
import type { JsonObject } from '../option-values.ts'
import type { SourceRow } from './read-rows.ts'

/** Why a row was not imported. */
export interface RowFailure {
  readonly source: SourceRow
  /** `INVALID_ROW` before anything was sent; otherwise the server's code. */
  readonly code: string
  readonly message: string
}

const OWNER_ONLY = 0o600

export const failedRowsFileOf = (inputFile: string): string => `${inputFile}.failed.jsonl`

/** Collects failed rows in a file that only its owner can read, one JSON object per line. */
export class FailedRows {
  readonly #file: string
  readonly #visibleMembers: (members: JsonObject) => JsonObject
  #handle: FileHandle | undefined
  #bytes: number

  /**
   * @param bytes how much of an existing file counts: what a killed run wrote behind it is cut off
   * @param visibleMembers picks what of a row may be written down
   */
  constructor(file: string, bytes: number, visibleMembers: (members: JsonObject) => JsonObject) {
    this.#file = file
    this.#bytes = bytes
    this.#visibleMembers = visibleMembers
  }

  get bytes(): number {
    return this.#bytes
  }

  async start(): Promise<void> {
    if (this.#bytes === 0) await rm(this.#file, { force: true })
    else await this.#open()
  }

  async add(failures: readonly RowFailure[]): Promise<void> {
    if (failures.length === 0) return
    const handle = this.#handle ?? (await this.#open())
    const text = failures.map((failure) => `${JSON.stringify(this.#lineOf(failure))}\n`).join('')
    const { bytesWritten } = await handle.write(text, this.#bytes)
    this.#bytes += bytesWritten
    await handle.datasync()
  }

  async close(): Promise<void> {
    await this.#handle?.close()
    this.#handle = undefined
  }

  /** Takes its final place, or disappears when every row was imported. */
  async settle(file: string): Promise<void> {
    if (this.#bytes > 0) {
      if (file !== this.#file) await rename(this.#file, file)
      return
    }
    await Promise.all([rm(this.#file, { force: true }), rm(file, { force: true })])
  }

  #lineOf({ source, code, message }: RowFailure): JsonObject {
    const { row, line, members } = source
    return { row, line, code, message, ...(members === undefined ? {} : { members: this.#visibleMembers(members) }) }
  }

  async #open(): Promise<FileHandle> {
    const handle = await open(this.#file, constants.O_RDWR | constants.O_CREAT, OWNER_ONLY)
    this.#handle = handle
    await handle.chmod(OWNER_ONLY)
    const { size } = await handle.stat()
    this.#bytes = Math.min(this.#bytes, size)
    await handle.truncate(this.#bytes)
    return handle
  }
}

/** The numbers of the rows in a file of failed rows. */
export async function readFailedRowNumbers(file: string): Promise<ReadonlySet<number>> {
  const rows = new Set<number>()
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const { row } = JSON.parse(line) as { row?: unknown }
      if (typeof row !== 'number') throw new SyntaxError('no row number')
      rows.add(row)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(code === 'ENOENT' ? `--only-failed: there is no ${file}` : `--only-failed: cannot read ${file}`)
  }
  return rows
}
