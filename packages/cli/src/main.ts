#!/usr/bin/env node
import { CommanderError } from 'commander'
import { loadCommands } from './commands/index.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { buildProgram } from './program.ts'
import { processTerminal, type Terminal } from './terminal.ts'

/** Runs one command line (without the program's name) to its end. */
export async function runLatchkey(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.usage
  const program = buildProgram(await loadCommands(words), terminal, (finished) => {
    code = finished
  })
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  }
}

if (import.meta.main) {
  // A reader that has seen enough, such as `head`, is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.refused),
  )
  process.exitCode = await runLatchkey(process.argv.slice(2), processTerminal())
}
