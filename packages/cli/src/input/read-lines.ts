import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import type { Readable } from 'node:stream'
import { UsageError } from '../exit-code.ts'

/** The stream of a file, or of standard input for `-`. */
export async function openInput(file: string, stdin: Readable): Promise<Readable> {
  if (file === '-') return stdin
  try {
    return (await open(file)).createReadStream()
  } catch (cause) {
    throw new UsageError(`--file: cannot read ${file} (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}

/** Lines that are not empty. */
export async function* readLines(input: Readable): AsyncGenerator<string, void, undefined> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield line
  }
}
