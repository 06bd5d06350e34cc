import type { LoadedKey } from '../loaded-key.ts'

export const codeLanguages = ['curl', 'typescript', 'go', 'cli'] as const
export type CodeLanguage = (typeof codeLanguages)[number]
export type CodeAction = 'get' | 'verify' | 'rotate' | 'revoke'

export interface CodePlace {
  /** Of the project. */
  readonly endpoint: string
  /** Of the server. */
  readonly server: string
  readonly project: string
  readonly kind: LoadedKey['kind']
  readonly keyId: string
}

interface HttpCall {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body: Readonly<Record<string, unknown>> | undefined
}

const REVOCATION = { reason: 'REVOCATION_REASON_SUPERSEDED' }
const ROTATION = { grace_period: '24h' }

/** The action as a text to run; secrets come from the environment. */
export function snippetOf(language: CodeLanguage, action: CodeAction, place: CodePlace): string {
  return { curl: curlOf, typescript: typescriptOf, go: goOf, cli: cliOf }[language](action, place)
}

function callOf(action: CodeAction, { kind, keyId }: CodePlace): HttpCall {
  const record = `/v2alpha1/admin/${kind === 'issued' ? 'issued' : 'imported'}ApiKeys/${keyId}`
  if (action === 'get') return { method: 'GET', path: record, body: undefined }
  if (action === 'verify') return { method: 'POST', path: '/v2alpha1/admin/apiKeys:verify', body: undefined }
  return { method: 'POST', path: `${record}:${action}`, body: action === 'rotate' ? ROTATION : REVOCATION }
}

function curlOf(action: CodeAction, place: CodePlace): string {
  const { method, path, body } = callOf(action, place)
  const lines = [`curl "${place.endpoint}${path}"`, '-H "Authorization: Bearer $LATCHKEY_PROJECT_API_KEY"']
  if (method === 'POST') lines.push('-H "Content-Type: application/json"')
  if (action === 'verify') lines.push('-d "{\\"credential\\": \\"$LATCHKEY_API_KEY\\"}"')
  if (body !== undefined) lines.push(`-d '${JSON.stringify(body)}'`)
  return lines.join(' \\\n  ')
}

function typescriptOf(action: CodeAction, { endpoint, kind, keyId }: CodePlace): string {
  const keys = kind === 'issued' ? 'issuedKeys' : 'importedKeys'
  const calls: Readonly<Record<CodeAction, string>> = {
    get: `const key = await latchkey.${keys}.get('${keyId}')`,
    verify: `const { is_valid, error_code } = await latchkey.keys.verify({ credential: process.env.LATCHKEY_API_KEY })`,
    rotate: `const { secret } = await latchkey.issuedKeys.rotate('${keyId}', { grace_period: '24h' })`,
    revoke: `await latchkey.${keys}.revoke('${keyId}', { reason: 'REVOCATION_REASON_SUPERSEDED' })`,
  }
  return `import { Latchkey } from '@latchkey/sdk'

const latchkey = new Latchkey({
  endpoint: '${endpoint}',
  apiKey: process.env.LATCHKEY_PROJECT_API_KEY,
})
${calls[action]}`
}

function goOf(action: CodeAction, place: CodePlace): string {
  const { method, path, body } = callOf(action, place)
  const json = action === 'verify' ? 'map[string]string{"credential": os.Getenv("LATCHKEY_API_KEY")}' : goMap(body)
  const payload = json === undefined ? 'nil' : 'bytes.NewReader(body)'
  return [
    ...(json === undefined ? [] : [`body, err := json.Marshal(${json})`, 'if err != nil {', '\tlog.Fatal(err)', '}']),
    `req, err := http.NewRequest("${method}", "${place.endpoint}${path}", ${payload})`,
    'if err != nil {',
    '\tlog.Fatal(err)',
    '}',
    'req.Header.Set("Authorization", "Bearer "+os.Getenv("LATCHKEY_PROJECT_API_KEY"))',
    ...(json === undefined ? [] : ['req.Header.Set("Content-Type", "application/json")']),
    'res, err := http.DefaultClient.Do(req)',
    'if err != nil {',
    '\tlog.Fatal(err)',
    '}',
    'defer res.Body.Close()',
  ].join('\n')
}

const goMap = (body: Readonly<Record<string, unknown>> | undefined): string | undefined =>
  body === undefined
    ? undefined
    : `map[string]string{${Object.entries(body)
        .map(([name, value]) => `"${name}": "${String(value)}"`)
        .join(', ')}}`

function cliOf(action: CodeAction, { server, project, kind, keyId }: CodePlace): string {
  const where = `-e ${server} --project ${project}`
  const commands: Readonly<Record<CodeAction, string>> = {
    get: `latchkey keys ${kind} get ${keyId} ${where}`,
    verify: `printf %s "$LATCHKEY_API_KEY" | latchkey keys verify - ${where}`,
    rotate: `latchkey keys issued rotate ${keyId} --grace-period 24h ${where}`,
    revoke: `latchkey keys revoke ${keyId} --reason superseded ${where}`,
  }
  return commands[action]
}
