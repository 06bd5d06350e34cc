import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { listFiles, repositoryRoot } from './source-files.ts'

const LINK = /\]\(([^)\s]+)\)/g
const isExternal = (target: string) => /^[a-z]+:/.test(target)

/** The anchor that GitHub and most renderers give a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

const withoutCode = (markdown: string) => markdown.replaceAll(/^```[\s\S]*?^```$/gm, '')
const anchorsOf = (markdown: string) =>
  Array.from(withoutCode(markdown).matchAll(/^#+ (.*)$/gm), ([, heading = '']) => anchorOf(heading))

function brokenLinks(page: string): string[] {
  const markdown = readFileSync(join(repositoryRoot, page), 'utf8')
  const targets = Array.from(withoutCode(markdown).matchAll(LINK), ([, target = '']) => target).filter(
    (target) => !isExternal(target),
  )
  return targets.filter((target) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? join(repositoryRoot, page) : join(repositoryRoot, dirname(page), path)
    if (!existsSync(file)) return true
    return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor)
  })
}

describe('the Markdown pages', () => {
  for (const page of listFiles(['*.md', 'docs/**/*.md'])) {
    it(`${page} links to what exists`, () => assert.deepEqual(brokenLinks(page), []))
  }
})
