// Finds the regular expression literals of a source file, for the test that attacks each of them.
import ts from 'typescript'

export interface FoundRegularExpression {
  readonly line: number
  readonly literal: string
}

export function findRegularExpressions(path: string, text: string): FoundRegularExpression[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: FoundRegularExpression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, literal: node.text })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const ATTACK_CHARACTERS = 100 * 1024
const PUMPS = [
  'a',
  'A',
  '0',
  'z9',
  ' ',
  '\t',
  '\n',
  '-',
  '_',
  '.',
  '/',
  '\\',
  '"',
  '=',
  ':',
  ';',
  ',',
  '(',
  '{',
  '%',
  '+',
  '*',
  '~',
  'é',
  '1h',
  'a=',
  '", "',
]

/**
 * Long inputs that make a pattern backtrack when it can: one piece repeated, with what the pattern begins with before it and
 * something that it cannot end with after it.
 */
export function attacksOn(literal: string): string[] {
  const source = literal.slice(1, literal.lastIndexOf('/'))
  const beginning = /^\^?((?:[\w :]|\\[.\\/-])*)(?![*+?{])/.exec(source)?.[1]?.replaceAll('\\', '') ?? ''
  const own = Array.from(source.matchAll(/[^\\^$()[\]{}|*+?]/gu), ([character]) => character)
  const pumps = new Set([...PUMPS, ...own])
  return [...pumps].map((pump) => `${beginning}${pump.repeat(ATTACK_CHARACTERS / pump.length)}\n\u0000`)
}
