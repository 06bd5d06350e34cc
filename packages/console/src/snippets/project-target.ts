import { serverAddress } from '../api/addresses.ts'
import type { SnippetTarget } from './snippet.ts'

/** Where calls of a project go, named as the address of the page names it. */
export const projectTarget = (project: string): SnippetTarget => ({
  endpoint: `${serverAddress}/projects/${encodeURIComponent(project)}`,
})
