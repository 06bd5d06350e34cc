import { goString, shellWord } from './quoting.ts'
import { ADMIN_KEY_VARIABLE, type SnippetTarget } from './snippet.ts'

/** One call of the API. */
export interface SnippetCall {
  /** Default: POST. */
  readonly method?: 'GET' | 'POST' | 'PATCH'
  /** Below the endpoint, with its query. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** Of the environment, that holds the API key; default: the one of a project. */
  readonly variable?: string
}

export function curlOf({ endpoint }: SnippetTarget, { method = 'POST', path, body, variable }: SnippetCall): string {
  return [
    `curl --fail-with-body ${method === 'PATCH' ? '-X PATCH ' : ''}${shellWord(endpoint + path)}`,
    `  -H "Authorization: Bearer $${variable ?? ADMIN_KEY_VARIABLE}"`,
    ...(body === undefined
      ? []
      : [`  -H 'Content-Type: application/json'`, `  -d '${JSON.stringify(body, undefined, 2).replaceAll("'", "'\\''")}'`]),
  ].join(' \\\n')
}

/** Go's standard library only. */
export function goOf({ endpoint }: SnippetTarget, { method = 'POST', path, body, variable }: SnippetCall): string {
  const hasBody = body !== undefined
  const imports = ['io', 'log', 'net/http', 'os', ...(hasBody ? ['strings'] : [])]
  return `package main

import (
${imports.map((name) => `\t"${name}"`).join('\n')}
)

func main() {
${hasBody ? `\tbody := strings.NewReader(${goString(JSON.stringify(body, undefined, 2))})\n` : ''}\trequest, err := http.NewRequest("${method}", ${JSON.stringify(endpoint + path)}, ${hasBody ? 'body' : 'nil'})
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("${variable ?? ADMIN_KEY_VARIABLE}"))
${hasBody ? '\trequest.Header.Set("Content-Type", "application/json")\n' : ''}\tresponse, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
}`
}
