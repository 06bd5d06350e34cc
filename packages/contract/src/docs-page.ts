import { readFileSync } from 'node:fs'

export interface DocsFile {
  /** Content-Type. */
  readonly type: string
  readonly text: string
}

/**
 * The browsable description of the API, by path. It shows `openapi.json` of the same server and loads nothing from elsewhere, so that
 * this Content-Security-Policy is enough: `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'`.
 */
export const docsPage = (): Readonly<Record<string, DocsFile>> => ({
  '/docs': { type: 'text/html; charset=utf-8', text: read('page.html') },
  '/docs/app.js': { type: 'text/javascript; charset=utf-8', text: read('app.js') },
  '/docs/style.css': { type: 'text/css; charset=utf-8', text: read('style.css') },
})

const read = (name: string): string => readFileSync(new URL(`docs/${name}`, import.meta.url), 'utf8')
