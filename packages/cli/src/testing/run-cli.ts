import { PassThrough, Readable } from 'node:stream'
import type { ExitCode } from '../exit-code.ts'
import { runLatchkey } from '../main.ts'

export interface CliRun {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

export interface CliSurroundings {
  readonly stdin?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly isTerminal?: boolean
}

/** One command line in this process, with streams of its own. */
export async function runCli(words: readonly string[], surroundings: CliSurroundings = {}): Promise<CliRun> {
  const [stdout, stderr] = [capture(surroundings.isTerminal), capture(surroundings.isTerminal)]
  const code = await runLatchkey(words, {
    stdin: Readable.from(surroundings.stdin === undefined ? [] : [Buffer.from(surroundings.stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    environment: surroundings.environment ?? {},
    now: Date.now,
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

function capture(isTTY = false): { readonly stream: PassThrough & { readonly isTTY: boolean }; readonly text: () => string } {
  const chunks: Buffer[] = []
  const stream = Object.assign(new PassThrough(), { isTTY })
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
