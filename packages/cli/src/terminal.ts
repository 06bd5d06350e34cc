import type { Readable, Writable } from 'node:stream'

/** Where a command reads and writes; tests hand in their own. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?: (on: boolean) => unknown }
  /** Results only. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  /** Messages, progress, errors. */
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly now: () => number
}

export const processTerminal = (): Terminal => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  now: Date.now,
})

/** Writes and waits while the other side is slow, so that a long list never piles up in memory. */
export const write = (stream: Writable, text: string): Promise<void> => writeBytes(stream, text)

/** The same for what need not be text. */
export async function writeBytes(stream: Writable, bytes: Uint8Array | string): Promise<void> {
  if (stream.write(bytes) || stream.destroyed) return
  await new Promise<void>((resolve) => {
    stream.once('drain', resolve)
    stream.once('close', resolve)
  })
}

/** Colour is for people: a terminal that has not said NO_COLOR (https://no-color.org). */
export function usesColour(stream: { readonly isTTY?: boolean }, environment: Terminal['environment']): boolean {
  return stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb'
}
