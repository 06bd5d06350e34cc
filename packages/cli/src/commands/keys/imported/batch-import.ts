import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import { type ExitCode, exitCodes, UsageError } from '../../../exit-code.ts'
import { decodePieces } from '../../../import/import-input.ts'
import { type BatchImportPlan, planBatchImport } from '../../../import/plan-batch-import.ts'
import { type ImportProgress, removeProgress, writeProgress } from '../../../import/progress-file.ts'
import { ProgressLine } from '../../../import/progress-line.ts'
import { formatOfFile, formatOfText, type RowFormat, readRows, rowFormats, type SourceRow } from '../../../import/read-rows.ts'
import { runImport } from '../../../import/run-import.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'imported', 'batch-import'],
  summary: 'Import many keys from a file',
  description: [
    'Takes a JSON array, JSON Lines or CSV with a header; a file of any size is read piece by piece. Fields: raw_key, or key_hash and',
    'hash_algorithm; name, actor_id, scopes, ttl, metadata, visibility, allowed_cidrs, rate_limit_quota, rate_limit_window.',
    'A run that was interrupted continues where it stopped when the same command is given again: <file>.latchkey-progress',
    'remembers how far it came. Rows that failed are listed in <file>.failed.jsonl, without keys; --only-failed tries just them again.',
  ].join('\n'),
  options: [
    { flags: '--file <file>', summary: 'The file; - reads standard input, which cannot be resumed' },
    { flags: '--input-format <format>', summary: 'When the name and the content do not say it', choices: rowFormats },
    {
      flags: '--map <column=field>',
      summary: 'Take a field from a column or member of another name; may be repeated',
      repeatable: true,
    },
    { flags: '--ignore-unknown', summary: 'Leave out columns and members that are no field instead of refusing the row' },
    { flags: '--actor <id>', summary: 'Actor of the rows that name none' },
    { flags: '--chunk-size <count>', summary: 'Rows per call, 1 to 1000', default: '500' },
    { flags: '--skip-existing', summary: 'Count keys that exist already as imported, not as failed' },
    { flags: '--only-failed', summary: 'Only the rows listed in <file>.failed.jsonl' },
    { flags: '--restart', summary: 'Begin at the first row, whatever an earlier run has done' },
    { flags: '--include-raw-keys', summary: 'Write the keys of failed rows into the file of failed rows' },
  ],
  examples: [
    'latchkey keys imported batch-import --file keys.csv --actor migration',
    'latchkey keys imported batch-import --file export.jsonl --map token_digest=key_hash --ignore-unknown',
    'latchkey keys imported batch-import --file keys.csv --only-failed',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const file = call.options.text('file')
  if (file === undefined) throw new UsageError('--file: is required')
  const plan = await planBatchImport(call, file)
  const progress = await importWithProgress(call, plan)
  await settle(plan)
  const failedRowsFile = progress.failed === 0 ? undefined : plan.failedRowsFile
  const code = progress.failed === 0 ? exitCodes.ok : exitCodes.refused
  return call.finish(
    {
      data: {
        rows: progress.imported + progress.alreadyImported + progress.failed,
        success_count: progress.imported,
        already_imported_count: progress.alreadyImported,
        failure_count: progress.failed,
        ...(failedRowsFile === undefined ? {} : { failed_rows_file: failedRowsFile }),
      },
      human: [
        ['Imported', String(progress.imported)],
        ['Already imported', String(progress.alreadyImported)],
        ['Failed', String(progress.failed)],
        ...(failedRowsFile === undefined ? [] : ([['Failed rows', failedRowsFile]] as const)),
      ],
      quiet: [],
    },
    code,
  )
}

async function importWithProgress(call: CommandCall, plan: BatchImportPlan): Promise<ImportProgress> {
  const line = new ProgressLine(call.terminal, call.options.flag('quiet'))
  let readBytes = 0
  const rows = rowsOf(call, plan, (count) => {
    readBytes += count
  })
  let rowsDone = plan.from.rowsDone
  const onProgress = async (progress: ImportProgress): Promise<void> => {
    rowsDone = progress.rowsDone
    if (plan.progressFile !== undefined) await writeProgress(plan.progressFile, progress)
    line.show({ rows: progress.rowsDone, failed: progress.failed, readBytes, totalBytes: plan.input.sizeBytes })
  }
  await plan.failedRows.start()
  // Before the first call: a run that is cut off there has begun, too.
  await onProgress(plan.from)
  try {
    return await runImport({ ...plan, rows, onProgress })
  } catch (error) {
    line.clear()
    if (plan.progressFile !== undefined)
      await call.printer.say(`Stopped after row ${rowsDone}; the same command continues there.`)
    throw error
  } finally {
    line.clear()
    await plan.failedRows.close()
  }
}

async function* rowsOf(call: CommandCall, plan: BatchImportPlan, onBytes: (count: number) => void): AsyncGenerator<SourceRow> {
  const pieces = decodePieces(plan.input.open(), onBytes)
  const first = await pieces.next()
  const head = first.done === true ? '' : first.value
  const chosen = call.options.text('inputFormat') as RowFormat | undefined
  const format = chosen ?? formatOfFile(plan.input.file ?? '') ?? formatOfText(head)
  yield* readRows(joined(head, pieces), format)
}

async function* joined(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head
  yield* rest
}

/** A run that came to its end leaves no progress file, and a file of failed rows only when there are any. */
async function settle(plan: BatchImportPlan): Promise<void> {
  if (plan.progressFile !== undefined) await removeProgress(plan.progressFile)
  await plan.failedRows.settle(plan.failedRowsFile)
}
