import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { StartedServer } from './composition/start-server.ts'
import type { Surface } from './composition/surfaces.ts'
import { MASTER_KEY_FILE } from './project/master-key.ts'

/** What the operator reads after a start: where everything is and, the first time, the project key and a call to try. */
export function startMessage(server: StartedServer, surface: Surface): string {
  const url = `http://${server.host === '0.0.0.0' || server.host === '::' ? 'localhost' : server.host}:${server.port}`
  return [
    '',
    `  Latchkey is running${surface === 'all' ? '' : ` (${surface} surface)`}.`,
    '',
    `  API      ${url}`,
    ...(surface === 'public' ? [] : [`  Docs     ${url}/docs`]),
    `  Health   ${url}/health/ready, and port ${server.operationsPort}`,
    ...(server.workers === 1 ? [] : [`  Workers  ${server.workers} threads`]),
    `  Project  ${server.defaultProject.slug} (${server.defaultProject.id})`,
    `  Data     ${server.dataDir}`,
    ...server.warnings.map((warning) => `  Warning  ${warning}`),
    ...setupSteps(server),
    ...firstSteps(server, url),
    '',
    '',
  ].join('\n')
}

const setupSteps = ({ setupLink }: StartedServer): readonly string[] =>
  setupLink === undefined
    ? []
    : ['', '  Make the first account of the console, within a day, at:', '', `    ${setupLink.reveal()}`]

function firstSteps({ firstProjectKey, dataDir }: StartedServer, url: string): readonly string[] {
  if (firstProjectKey === undefined) return ['', '  Another project API key: npm run latchkey -- create project-api-key <name>']
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
    `  Keep ${masterKeyPlace(dataDir)}: without it the secrets in the database cannot be opened.`,
  ]
}

function masterKeyPlace(dataDir: string): string {
  const file = join(dataDir, MASTER_KEY_FILE)
  return existsSync(file) ? file : 'secrets.master.current'
}
