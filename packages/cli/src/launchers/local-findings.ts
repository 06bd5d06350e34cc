import type { CommandCall } from '../command-call.ts'
import { configFileOf } from '../connection.ts'

const diagnose = async (call: CommandCall) => {
  const { diagnoseInstallation } = await import('@latchkey/server/diagnose-installation')
  return diagnoseInstallation({ configFile: configFileOf(call.options, call.terminal), environment: call.terminal.environment })
}

/** What is wrong with the installation on this machine. */
export const localFindings = (call: CommandCall): ReturnType<typeof diagnose> => diagnose(call)
