import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import ts from 'typescript'
import { listFiles, repositoryRoot } from './source-files.ts'

/** How the values of the wire's enums begin. Inside, they have names of their own. */
const WIRE_VALUE = /^(KEY_STATUS|KEY_VISIBILITY|VERIFICATION_ERROR|REVOCATION_REASON|TOKEN_ALGORITHM|BATCH_CREATE_\w+_ERROR)_\w*$/

/** Where else they may stand, and why. */
const exceptions = new Map([['packages/core/src/key/list-filter.ts', 'a list filter is text on the wire, and the core reads it']])

function wireValuesIn(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isIdentifier(node)
    if (isText && WIRE_VALUE.test(node.text)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

describe('the values of the wire', () => {
  it('are recognised in strings, templates and names, not in comments or sentences', () => {
    const text =
      "const a = 'KEY_STATUS_ACTIVE', b = `REVOCATION_REASON_`, c = { KEY_STATUS_REVOKED: 'KEY_STATUS_X is good' } // KEY_STATUS_Y"
    assert.deepEqual(wireValuesIn('x.ts', text), ['KEY_STATUS_ACTIVE', 'REVOCATION_REASON_', 'KEY_STATUS_REVOKED'])
  })

  it('are translated in one folder', () => {
    const files = listFiles(['packages/{core,server}/src/**/*.ts']).filter(
      (path) => !path.endsWith('.test.ts') && !path.startsWith('packages/server/src/http/mapping/') && !exceptions.has(path),
    )
    const strays = files.flatMap((path) =>
      wireValuesIn(path, readFileSync(join(repositoryRoot, path), 'utf8')).map((value) => `${path} ${value}`),
    )
    assert.deepEqual(strays, [])
  })
})
