import type { CommandCall } from '../command-call.ts'
import { configFileOf } from '../connection.ts'
import { explainFailure } from './explain-failure.ts'

/** Backups of the store on this machine. */
export async function makeBackup(call: CommandCall, wanted: { file: string; force: boolean; withMasterKey: boolean }) {
  const server = await import('@latchkey/server/backup')
  return explained(server.makeBackup({ ...sourcesOf(call), ...wanted }))
}

export async function restoreBackup(call: CommandCall, wanted: { file: string; force: boolean }) {
  const server = await import('@latchkey/server/restore')
  return explained(server.restoreBackup({ ...sourcesOf(call), ...wanted }))
}

const sourcesOf = (call: CommandCall) => ({
  configFile: configFileOf(call.options, call.terminal),
  environment: call.terminal.environment,
})

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw await explainFailure(error)
  }
}
