/** One way to do what the screen shows, ready to be pasted. */
export interface Snippet {
  readonly language: 'curl' | 'TypeScript' | 'Go' | 'CLI'
  readonly text: string
}

/** Where the calls go: `https://example.com/projects/<id or slug>`. */
export interface SnippetTarget {
  readonly endpoint: string
}

/** Holds the project API key wherever a snippet runs; no snippet contains one. */
export const ADMIN_KEY_VARIABLE = 'LATCHKEY_PROJECT_API_KEY'
