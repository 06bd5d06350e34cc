import { createHash, randomUUID } from 'node:crypto'
import type { CommandCall } from '../command-call.ts'
import { UsageError } from '../exit-code.ts'
import type { JsonObject } from '../option-values.ts'
import { FailedRows, failedRowsFileOf, readFailedRowNumbers } from './failed-rows.ts'
import { type ImportInput, openImportInput } from './import-input.ts'
import { type ImportProgress, progressFileOf, readProgress } from './progress-file.ts'
import { harmlessMembers, parseRenames } from './row-request.ts'
import type { ImportRun } from './run-import.ts'

const CHUNK_MAX_ROWS = 1000

/** Everything that is decided before the first row is read. */
export interface BatchImportPlan extends Omit<ImportRun, 'rows' | 'onProgress'> {
  readonly input: ImportInput
  /** `undefined` for a run that cannot be resumed: standard input, or only failed rows. */
  readonly progressFile: string | undefined
  /** Where failed rows end up. */
  readonly failedRowsFile: string
}

export async function planBatchImport(call: CommandCall, file: string): Promise<BatchImportPlan> {
  const { options, terminal } = call
  const rowsPerCall = options.integer('chunkSize') ?? 0
  if (rowsPerCall < 1 || rowsPerCall > CHUNK_MAX_ROWS)
    throw new UsageError(`--chunk-size: must be between 1 and ${CHUNK_MAX_ROWS}`)
  const isOnlyFailed = options.flag('onlyFailed')
  if (isOnlyFailed && file === '-') throw new UsageError('--only-failed: needs a file')
  const input = await openImportInput(file, terminal.stdin)
  const base = input.file ?? `latchkey-import-${randomUUID()}`
  const failedRowsFile = failedRowsFileOf(base)
  const progressFile = input.file === undefined || isOnlyFailed ? undefined : progressFileOf(input.file)
  const earlier = progressFile === undefined || options.flag('restart') ? undefined : await readProgress(progressFile)
  const from = await whereToBegin(call, input, earlier)
  const mapping = {
    renamed: parseRenames(options.all('map')),
    ignoreUnknown: options.flag('ignoreUnknown'),
    defaultActor: options.text('actor'),
  }
  const visibleMembers = (members: JsonObject): JsonObject =>
    options.flag('includeRawKeys') ? members : harmlessMembers(members, mapping)
  return {
    input,
    progressFile,
    failedRowsFile,
    from,
    only: isOnlyFailed ? await readFailedRowNumbers(failedRowsFile) : undefined,
    mapping,
    rowsPerCall,
    sending: { client: await call.client(), existingIsDone: earlier !== undefined || options.flag('skipExisting') },
    failedRows: new FailedRows(isOnlyFailed ? `${failedRowsFile}.next` : failedRowsFile, from.failedRowsBytes, visibleMembers),
  }
}

async function whereToBegin(call: CommandCall, input: ImportInput, earlier: ImportProgress | undefined): Promise<ImportProgress> {
  const target = createHash('sha256')
    .update(`${call.endpoint}\0${(await call.apiKey()) ?? ''}`)
    .digest('hex')
  if (earlier?.inputDigest === input.digest && earlier.target === target) {
    await call.printer.say(`Continuing after row ${earlier.rowsDone}.`)
    return earlier
  }
  if (earlier !== undefined)
    await call.printer.say('The file, the endpoint or the API key is not that of the earlier run: beginning at the first row.')
  return { inputDigest: input.digest, target, rowsDone: 0, imported: 0, alreadyImported: 0, failed: 0, failedRowsBytes: 0 }
}
