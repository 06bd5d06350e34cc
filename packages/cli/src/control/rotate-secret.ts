import type { ControlPlane, RotateProjectSecretBody, RotateProjectSecretResponse } from '@latchkey/sdk'
import type { OptionDefinition } from '../command.ts'
import type { CommandCall } from '../command-call.ts'
import { type ExitCode, UsageError } from '../exit-code.ts'
import { atApi, requireProject } from './place.ts'
import { secretTable, tellWarnings } from './project-view.ts'

export const rotationOptions: readonly OptionDefinition[] = [
  {
    flags: '--mode <mode>',
    summary: 'graceful keeps the old one for verification, revoke drops it at once',
    choices: ['graceful', 'revoke'],
  },
  { flags: '--expires-at <time>', summary: 'With graceful: until when the old one verifies (RFC 3339); default: no end' },
]

type Rotate = (
  controlPlane: ControlPlane,
  project: string,
  rotation: RotateProjectSecretBody,
) => Promise<RotateProjectSecretResponse>

/** Replaces a secret and shows what there is now; never a secret itself. */
export async function rotateSecret(call: CommandCall, rotate: Rotate): Promise<ExitCode> {
  const rotation = rotationFrom(call)
  const project = requireProject(call, call.words[0])
  const { secrets, warnings } = await rotate(await atApi(call), project, rotation)
  await tellWarnings(call, warnings)
  return call.finish({ data: { secrets, warnings }, human: secretTable(secrets), quiet: secrets.map(({ id }) => id) })
}

function rotationFrom({ options }: CommandCall): RotateProjectSecretBody {
  const mode = options.text('mode')
  const end = options.text('expiresAt')
  // The two differ in whether every key of the project goes on working: nobody should get one of them by accident.
  if (mode !== 'graceful' && mode !== 'revoke') throw new UsageError('--mode: is required: graceful or revoke')
  if (end === undefined) return { mode }
  if (mode === 'revoke') throw new UsageError('--expires-at: cannot be combined with --mode revoke')
  return { mode, expires_at: end }
}
