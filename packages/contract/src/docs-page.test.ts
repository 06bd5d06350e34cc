import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { docsPage } from './docs-page.ts'

const files = docsPage()
const textOf = (path: string): string => files[path]?.text ?? assert.fail(`no ${path}`)
const html = textOf('/docs')
const script = textOf('/docs/app.js')

describe('the docs page', () => {
  it('consists of a page, a script and a style with their media types', () => {
    assert.deepEqual(
      Object.entries(files).map(([path, { type }]) => `${path} ${type}`),
      [
        '/docs text/html; charset=utf-8',
        '/docs/app.js text/javascript; charset=utf-8',
        '/docs/style.css text/css; charset=utf-8',
      ],
    )
  })

  it('loads nothing from elsewhere, and nothing that is not there', () => {
    for (const [path, { text }] of Object.entries(files)) assert.doesNotMatch(text, /https?:|\/\/[a-z]+\.|@import|url\(/, path)
    const loaded = Array.from(html.matchAll(/(?:src|href)="([^"#]+)"/g), ([, address]) => `/${address}`)
    assert.deepEqual(
      [...new Set(loaded)].filter((path) => path !== '/openapi.json' && !(path in files)),
      [],
    )
  })

  it('runs under a policy without inline script or style', () => {
    assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|javascript:/i)
    assert.deepEqual(html.match(/<script[^>]*>[^<]*/g), ['<script type="module" src="docs/app.js">'])
  })

  it('enters everything as text', () => {
    assert.doesNotMatch(script, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|\.style\b/)
  })
})
