import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { auditFilterFrom, auditFilterOptions, ofWorkspaceOption } from '../../audit/audit-options.ts'
import { auditSource } from '../../audit/audit-source.ts'
import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, exitCodes, UsageError } from '../../exit-code.ts'
import { writeBytes } from '../../terminal.ts'

export const definition: CommandDefinition = {
  path: ['audit', 'export'],
  summary: 'Write everything that happened, newest first, as it is read',
  description:
    'A file that was begun and could not be finished is removed; on standard output exit code 3 says that the end is missing.',
  options: [
    ofWorkspaceOption,
    ...auditFilterOptions,
    {
      flags: '--as <form>',
      summary: 'One event per line, or a table for spreadsheets',
      choices: ['jsonl', 'csv'],
      default: 'jsonl',
    },
    { flags: '-o, --output <file>', summary: 'A new file, readable by its owner only; default: standard output' },
  ],
  examples: [
    'latchkey audit export --as csv --output audit.csv',
    'latchkey audit export --event "api_key.*" --since 2026-11-01T00:00:00Z',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const source = await auditSource(call)
  const chunks = source.export({
    format: call.options.text('as') === 'csv' ? 'csv' : 'jsonl',
    filter: auditFilterFrom(call.options),
  })
  const file = call.options.text('output')
  if (file !== undefined) {
    await writeNewFile(file, chunks)
    return call.done(`Written to ${file}.`)
  }
  for await (const chunk of chunks) {
    await writeBytes(call.terminal.stdout, chunk)
    if (call.terminal.stdout.destroyed) break
  }
  return exitCodes.ok
}

async function writeNewFile(file: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let isOurs = false
  const target = createWriteStream(file, { mode: 0o600, flags: 'wx' }).once('open', () => {
    isOurs = true
  })
  try {
    await pipeline(Readable.from(chunks, { objectMode: false }), target)
  } catch (cause) {
    if (isOurs) await rm(file, { force: true })
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new UsageError(`--output: ${file} exists`)
    if (!isOurs && code !== undefined && code !== 'ABORT_ERR') throw new UsageError(`--output: cannot write ${file} (${code})`)
    throw cause
  }
}
