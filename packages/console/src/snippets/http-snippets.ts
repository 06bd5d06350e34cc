import { goString, shellWord } from './quoting.ts'
import { ADMIN_KEY_VARIABLE, type SnippetTarget } from './snippet.ts'

/** A POST of the admin surface; `path` begins with `/v2alpha1`. */
export interface SnippetCall {
  readonly path: string
  readonly body: unknown
}

export const curlOf = ({ endpoint }: SnippetTarget, { path, body }: SnippetCall): string =>
  [
    `curl --fail-with-body ${shellWord(endpoint + path)}`,
    `  -H "Authorization: Bearer $${ADMIN_KEY_VARIABLE}"`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${JSON.stringify(body, undefined, 2).replaceAll("'", "'\\''")}'`,
  ].join(' \\\n')

/** Go's standard library only. */
export const goOf = ({ endpoint }: SnippetTarget, { path, body }: SnippetCall): string => `package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	body := strings.NewReader(${goString(JSON.stringify(body, undefined, 2))})
	request, err := http.NewRequest("POST", ${JSON.stringify(endpoint + path)}, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("${ADMIN_KEY_VARIABLE}"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
}`
