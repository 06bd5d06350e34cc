import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import ts from 'typescript'
import { catalogOf, messagesInSource } from '../../messages-plugin.ts'

const SOURCE = join(import.meta.dirname, '..')

interface Texts {
  /** First arguments of `t` as a reader of the file understands them. */
  readonly literals: readonly string[]
  /** Uses of `t` that no catalog can hold, by line and what is wrong with them. */
  readonly strays: readonly string[]
}

/** Reads what `t` is used for in a file, by its syntax. */
function textsIn(path: string, text: string): Texts {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const literals: string[] = []
  const strays: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === 't' && isUse(node)) {
      const objection = objectionTo(node, source)
      if (objection === undefined) literals.push(((node.parent as ts.CallExpression).arguments[0] as ts.StringLiteral).text)
      else strays.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1} ${objection}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { literals, strays }
}

function isUse(name: ts.Identifier): boolean {
  if (ts.isImportSpecifier(name.parent)) return name.parent.propertyName !== undefined
  return !(ts.isPropertyAccessExpression(name.parent) && name.parent.name === name)
}

function objectionTo(use: ts.Identifier, source: ts.SourceFile): string | undefined {
  const call = use.parent
  if (!ts.isCallExpression(call) || call.expression !== use) return 'is not a call'
  const [first] = call.arguments
  if (first === undefined || !ts.isStringLiteral(first)) return 'has no literal text'
  if (!first.getText(source).startsWith("'")) return 'is not in single quotes'
  for (let outer: ts.Node = call; outer !== source; outer = outer.parent) if (ts.isFunctionLike(outer)) return undefined
  return 'is read before a language is chosen'
}

/** Every place to fill and every case of a plural: what a translation must have as its English text has it. */
const placesIn = (message: string): readonly string[] => [...new Set(placesOf(compileMessageOrThrow(message)))].sort()

const placesOf = (tokens: readonly unknown[]): readonly string[] =>
  tokens.flatMap((token): readonly string[] => {
    if (!Array.isArray(token)) return []
    const [name, kind, cases] = token as [string, string?, unknown?]
    if (typeof cases !== 'object' || cases === null) return [[name, kind, cases].filter(Boolean).join(', ')]
    const { offset: _, ...texts } = cases as { readonly offset?: number } & Record<string, readonly unknown[]>
    return [`${name}, ${kind}, ${Object.keys(texts).sort().join(' ')}`, ...Object.values(texts).flatMap(placesOf)]
  })

describe('texts of the console', () => {
  it('are found as the syntax has them, and so is every text that no catalog can hold', () => {
    const read = (text: string): Texts => textsIn('x.tsx', text)
    assert.deepEqual(read("const a = () => [t('One'), t(\n'Two’s {n}', { n }), x.t, other.t('no')]"), {
      literals: ['One', 'Two’s {n}'],
      strays: [],
    })
    assert.deepEqual(
      ['() => t(label)', '() => t(`Text`)', '() => t("Text")', '() => names.map(t)', "const a = t('Early')"].map(
        (text) => read(text).strays,
      ),
      [
        ['x.tsx:1 has no literal text'],
        ['x.tsx:1 has no literal text'],
        ['x.tsx:1 is not in single quotes'],
        ['x.tsx:1 is not a call'],
        ['x.tsx:1 is read before a language is chosen'],
      ],
    )
  })

  it('are literals that the build finds', () => {
    const files = globSync('**/*.{ts,tsx}', { cwd: SOURCE }).filter((file) => !file.includes('.test.') && file !== 'i18n/i18n.ts')
    const all = files
      .map((file) => [file, readFileSync(join(SOURCE, file), 'utf8')] as const)
      .filter(([, text]) => /import \{[^}]*\bt\b[^}]*\} from '[^']*i18n\.ts'/.test(text))
      .map(([file, text]) => textsIn(file, text))
    assert.deepEqual(
      all.flatMap(({ strays }) => strays),
      [],
    )
    assert.deepEqual([...messagesInSource()].sort(), [...new Set(all.flatMap(({ literals }) => literals))].sort())
  })
})

describe('the German catalog', () => {
  const german = catalogOf('de')
  const english = new Set(messagesInSource())

  it('has every text of the console and no other, in the order of the English texts', () => {
    const untranslated = [...english].filter((text) => !(text in german))
    const superfluous = Object.keys(german).filter((text) => !english.has(text))
    assert.deepEqual({ untranslated, superfluous }, { untranslated: [], superfluous: [] })
    assert.deepEqual(Object.keys(german), Object.keys(german).toSorted())
  })

  it('fills the same places and knows the same cases as the English texts', () => {
    for (const [text, translation] of Object.entries(german)) assert.deepEqual(placesIn(translation), placesIn(text), text)
  })

  it('has no empty text, and no quotation mark that messages take for their own syntax', () => {
    const texts = Object.entries(german).flat()
    const broken = texts.filter((text) => text.trim() === '' || /["']/.test(text))
    assert.deepEqual(broken, [])
  })
})
