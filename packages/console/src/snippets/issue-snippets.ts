import type { IssueApiKeyRequest } from '@latchkey/sdk/messages'
import { curlOf, goOf } from './http-snippets.ts'
import { shellWord, typeScriptValue } from './quoting.ts'
import { ADMIN_KEY_VARIABLE, type Snippet, type SnippetTarget } from './snippet.ts'

const PATH = '/v2alpha1/admin/issuedApiKeys'

/** Exactly this request, for a terminal, a program and the command line. */
export function issueSnippets(target: SnippetTarget, request: IssueApiKeyRequest): readonly Snippet[] {
  const call = { path: PATH, body: request }
  return [
    { language: 'curl', text: curlOf(target, call) },
    { language: 'TypeScript', text: typeScriptOf(target, request) },
    { language: 'Go', text: goOf(target, call) },
    { language: 'CLI', text: commandOf(target, request) },
  ]
}

const typeScriptOf = (
  { endpoint }: SnippetTarget,
  request: IssueApiKeyRequest,
): string => `import { Latchkey } from '@latchkey/sdk'

const latchkey = new Latchkey({
  endpoint: ${typeScriptValue(endpoint)},
  apiKey: process.env.${ADMIN_KEY_VARIABLE},
})
const { issued_api_key, secret } = await latchkey.issuedKeys.issue(${typeScriptValue(request)})`

/** The command makes a `request_id` of its own, and separates scopes by commas. */
function commandOf({ endpoint }: SnippetTarget, request: IssueApiKeyRequest): string {
  const { metadata, scopes, ip_restriction: restriction, rate_limit_policy: limit } = request
  const options: readonly (readonly [string, string | undefined])[] = [
    ['endpoint', endpoint],
    ['actor', request.actor_id],
    ['ttl', request.ttl],
    ['scopes', scopes?.join(',')],
    ['rate-limit-quota', limit?.quota?.toString()],
    ['rate-limit-window', limit?.window],
    ['allowed-cidrs', restriction?.allowed_cidrs?.join(',')],
    ['visibility', request.visibility === 'KEY_VISIBILITY_PUBLIC' ? 'public' : undefined],
    ['metadata', metadata === undefined ? undefined : JSON.stringify(metadata)],
  ]
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${shellWord(value)}`]))
  return ['latchkey keys issue', ...given, `-- ${shellWord(request.name)}`].join(' \\\n  ')
}
