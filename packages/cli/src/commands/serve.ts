import type { CommandDefinition } from '../command.ts'
import type { CommandCall } from '../command-call.ts'
import type { ExitCode } from '../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['serve'],
  summary: 'Run the server',
  description: 'The first start makes a project and prints its API key once. Stops cleanly on SIGINT and SIGTERM.',
  arguments: [
    {
      name: 'surface',
      summary: 'admin leaves out self-revocation; public has only self-revocation, the JWKS and health',
      optional: true,
      choices: ['admin', 'public'],
    },
  ],
  options: [
    { flags: '--migrate', summary: 'Bring the schema of the database up to date first' },
    {
      flags: '--workers <number>',
      summary: 'Threads that answer requests, or auto: one per core (default: serve.http.workers of the configuration)',
    },
  ],
  examples: [
    'latchkey serve',
    'latchkey serve --workers auto',
    'latchkey serve --migrate',
    'latchkey serve public --config latchkey.yaml',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { runServer } = await import('../launchers/run-server.ts')
  const surface = call.words[0]
  return runServer(call, {
    surface: surface === 'admin' || surface === 'public' ? surface : 'all',
    migrate: call.options.flag('migrate'),
  })
}
