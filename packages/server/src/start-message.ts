import type { StartedServer } from './composition/start-server.ts'
import type { Surface } from './composition/surfaces.ts'

/** What the operator reads after a start: where everything is and, the first time, the project key and a call to try. */
export function startMessage(server: StartedServer, surface: Surface): string {
  const url = `http://${server.host === '0.0.0.0' || server.host === '::' ? 'localhost' : server.host}:${server.port}`
  return [
    '',
    `  Latchkey is running${surface === 'all' ? '' : ` (${surface} surface)`}.`,
    '',
    `  API      ${url}`,
    ...(surface === 'public' ? [] : [`  Docs     ${url}/docs`]),
    `  Health   port ${server.operationsPort}`,
    `  Project  ${server.defaultProject.slug} (${server.defaultProject.id})`,
    `  Data     ${server.dataDir}`,
    ...server.warnings.map((warning) => `  Warning  ${warning}`),
    ...firstSteps(server, url),
    '',
    '',
  ].join('\n')
}

function firstSteps({ firstProjectKey, dataDir }: StartedServer, url: string): readonly string[] {
  if (firstProjectKey === undefined) return []
  return [
    '',
    '  Your project API key, shown this once:',
    '',
    `    export LATCHKEY_PROJECT_API_KEY=${firstProjectKey.reveal()}`,
    '',
    '  Issue a key:',
    '',
    `    curl -s ${url}/v2alpha1/admin/issuedApiKeys \\`,
    '      -H "Authorization: Bearer $LATCHKEY_PROJECT_API_KEY" \\',
    '      -H "Content-Type: application/json" \\',
    `      -d '{"name":"my first key"}'`,
    '',
    `  Keep ${dataDir}/master.key: without it the secrets in the database cannot be opened.`,
  ]
}
