import type { CommandDefinition } from '../command.ts'
import type { CommandCall } from '../command-call.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-code.ts'
import { type Finding, serverFindings } from '../server-findings.ts'

export const definition: CommandDefinition = {
  path: ['doctor'],
  summary: 'Look for what is wrong with the installation and the connection',
  description: [
    'Checks the configuration and its secrets, who can read the files, the version of the schema, what each project’s secrets and live keys',
    'hang on, whether the server answers, how far its clock is off, and the API key. Changes nothing. Ends with 1 when there is a problem.',
  ].join('\n'),
  options: [
    { flags: '--local', summary: 'Only what is on this machine' },
    { flags: '--remote', summary: 'Only the server behind the endpoint' },
  ],
  examples: ['latchkey doctor --config latchkey.yaml', 'latchkey doctor --remote -e https://keys.example.com --format json'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  if (call.options.flag('local') && call.options.flag('remote')) throw new UsageError('--local: cannot be combined with --remote')
  const findings: readonly Finding[] = [
    ...(call.options.flag('remote') ? [] : await lookHere(call)),
    ...(call.options.flag('local') ? [] : await serverFindings(call)),
  ]
  const isHealthy = findings.every(({ state }) => state !== 'problem')
  return call.finish(
    {
      data: { healthy: isHealthy, findings },
      human: {
        columns: ['State', 'Check', 'Finding'],
        rows: findings.map(({ state, check, message }) => [state, check, message]),
        wide: true,
      },
      quiet: findings.filter(({ state }) => state === 'problem').map(({ check, message }) => `${check}: ${message}`),
    },
    isHealthy ? exitCodes.ok : exitCodes.refused,
  )
}

async function lookHere(call: CommandCall): Promise<readonly Finding[]> {
  const { localFindings } = await import('../launchers/local-findings.ts')
  return localFindings(call)
}
