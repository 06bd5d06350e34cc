import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'
import type { IssueApiKeyRequest } from '@latchkey/sdk/messages'
import { issueSnippets } from './issue-snippets.ts'
import type { Snippet } from './snippet.ts'

const target = { endpoint: 'https://keys.example.com/projects/shop' }
const request: IssueApiKeyRequest = {
  name: "Anna's `key` $HOME",
  actor_id: '-acme',
  ttl: '90d',
  scopes: ['read:orders', 'read:users'],
  rate_limit_policy: { quota: '600', window: '60s' },
  ip_restriction: { allowed_cidrs: ['10.0.0.0/8'] },
  visibility: 'KEY_VISIBILITY_PUBLIC',
  metadata: { 'a-b': '\\ "quoted"\n', n: 1, nested: { yes: true, no: null } },
  request_id: 'r-1',
}

const textOf = (language: Snippet['language'], of: IssueApiKeyRequest = request): string =>
  issueSnippets(target, of).find((snippet) => snippet.language === language)?.text ?? ''

/** The words that a shell gives to the command that stands first in the snippet. */
function wordsOf(snippet: string): string[] {
  const command = snippet.split(' ', 1)[0] ?? ''
  const script = `${command}() { printf '%s\\0' "$@"; }; ${snippet}`
  const env = { LATCHKEY_PROJECT_API_KEY: 'ory_pat_x' }
  return execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1)
}

describe('the snippets of a request', () => {
  it('hand curl exactly its body, whatever is in it', () => {
    const words = wordsOf(textOf('curl'))
    assert.ok(words.includes(`${target.endpoint}/v2alpha1/admin/issuedApiKeys`))
    assert.ok(words.includes('Authorization: Bearer ory_pat_x'))
    assert.deepEqual(JSON.parse(words[words.indexOf('-d') + 1] ?? ''), request)
  })

  it('hand the SDK exactly the request', () => {
    const value = /\.issue\(([\s\S]*)\)$/.exec(textOf('TypeScript'))?.[1]
    assert.deepEqual(Function(`return ${value}`)(), request)
  })

  it('hand Go the same JSON in a string that it can read', () => {
    const plain = { name: 'ci', request_id: 'r-1' }
    assert.deepEqual(JSON.parse(/NewReader\(`([^`]*)`\)/.exec(textOf('Go', plain))?.[1] ?? ''), plain)
    const quoted = /NewReader\(("(?:[^"\\]|\\.)*")\)/.exec(textOf('Go'))?.[1] ?? ''
    assert.deepEqual(JSON.parse(JSON.parse(quoted)), request)
  })

  it('hand the command line one word per option and the name behind them', () => {
    assert.deepEqual(wordsOf(textOf('CLI')), [
      'keys',
      'issue',
      `--endpoint=${target.endpoint}`,
      '--actor=-acme',
      '--ttl=90d',
      '--scopes=read:orders,read:users',
      '--rate-limit-quota=600',
      '--rate-limit-window=60s',
      '--allowed-cidrs=10.0.0.0/8',
      '--visibility=public',
      `--metadata=${JSON.stringify(request.metadata)}`,
      '--',
      request.name,
    ])
    assert.deepEqual(wordsOf(textOf('CLI', { name: '-x', request_id: 'r' })), [
      'keys',
      'issue',
      `--endpoint=${target.endpoint}`,
      '--',
      '-x',
    ])
  })

  it('never contain a key of the project', () => {
    for (const { text } of issueSnippets(target, request)) assert.doesNotMatch(text, /ory_pat_/)
  })
})
