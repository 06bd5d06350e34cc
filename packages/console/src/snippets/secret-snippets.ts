import { curlOf, goOf } from './http-snippets.ts'
import { shellWord, typeScriptValue } from './quoting.ts'
import { ADMIN_KEY_VARIABLE, type Snippet, type SnippetTarget } from './snippet.ts'

const VERIFY_PATH = '/v2alpha1/admin/apiKeys:verify'

/** Verifies this very key. The snippets contain it. */
export function verifySnippets(target: SnippetTarget, credential: string): readonly Snippet[] {
  const call = { path: VERIFY_PATH, body: { credential } }
  const { endpoint } = target
  return [
    { language: 'curl', text: curlOf(target, call) },
    {
      language: 'TypeScript',
      text: `import { Latchkey } from '@latchkey/sdk'

const latchkey = new Latchkey({
  endpoint: ${typeScriptValue(endpoint)},
  apiKey: process.env.${ADMIN_KEY_VARIABLE},
})
const { is_valid, error_code } = await latchkey.keys.verify(${typeScriptValue({ credential })})`,
    },
    { language: 'Go', text: goOf(target, call) },
    {
      language: 'CLI',
      text: `printf %s ${shellWord(credential)} | latchkey keys verify --endpoint=${shellWord(endpoint)} -`,
    },
  ]
}

/** First calls with a new key of the project or the workspace. The snippets contain it. */
export function adminKeySnippets(
  kind: 'project_api_key' | 'workspace_api_key',
  target: SnippetTarget,
  key: string,
): readonly Snippet[] {
  const isProject = kind === 'project_api_key'
  const variable = isProject ? ADMIN_KEY_VARIABLE : 'LATCHKEY_WORKSPACE_API_KEY'
  const path = isProject ? '/v2alpha1/admin/issuedApiKeys' : '/projects'
  const call = isProject ? 'keys issued list' : 'list projects'
  const type = isProject ? 'Latchkey' : 'ControlPlane'
  return [
    { language: 'curl', text: `curl ${shellWord(target.endpoint + path)} -H ${shellWord(`Authorization: Bearer ${key}`)}` },
    {
      language: 'TypeScript',
      text: `import { ${type} } from '@latchkey/sdk'

const latchkey = new ${type}({
  endpoint: ${typeScriptValue(target.endpoint)},
  apiKey: ${typeScriptValue(key)},
})`,
    },
    { language: 'CLI', text: `export ${variable}=${shellWord(key)}\nlatchkey ${call} --endpoint=${shellWord(target.endpoint)}` },
  ]
}
