// Measures the budgets of one source file: its lines, and the length, parameters and nesting of each function.
import ts from 'typescript'

export interface Budgets {
  readonly fileLines: number
  readonly functionLines: number
  readonly parameters: number
  readonly nesting: number
}

export interface Excess {
  readonly line: number
  /** For people: what is too big, by how much. */
  readonly message: string
}

/** Everything in the file that is over budget, in reading order. */
export function findExcesses(path: string, text: string, budgets: Budgets): Excess[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const excesses: Excess[] = []
  const fileLines = countLines(text)
  if (fileLines > budgets.fileLines)
    excesses.push({ line: 1, message: `file has ${fileLines} lines, budget ${budgets.fileLines}` })
  const visit = (node: ts.Node): void => {
    if (isFunction(node)) excesses.push(...measureFunction(source, node, budgets))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return excesses
}

const countLines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

type FunctionWithBody = ts.FunctionLikeDeclaration & { readonly body: ts.Node }

const isFunction = (node: ts.Node): node is FunctionWithBody =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined

function measureFunction(source: ts.SourceFile, node: FunctionWithBody, budgets: Budgets): Excess[] {
  const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line
  const last = source.getLineAndCharacterOfPosition(node.end).line
  const measures = [
    { what: 'lines', size: last - first + 1, budget: budgets.functionLines },
    { what: 'parameters', size: countParameters(node), budget: budgets.parameters },
    { what: 'levels of nesting', size: deepestNesting(node.body, 0), budget: budgets.nesting },
  ]
  return measures
    .filter(({ size, budget }) => size > budget)
    .map(({ what, size, budget }) => ({ line: first + 1, message: `${nameOf(node)} has ${size} ${what}, budget ${budget}` }))
}

const countParameters = (node: FunctionWithBody): number =>
  node.parameters.filter((parameter) => parameter.name.getText() !== 'this').length

function nameOf(node: FunctionWithBody): string {
  if (node.name !== undefined) return `function ${node.name.getText()}`
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  const holder = node.parent
  if (ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder)) return `function ${holder.name.getText()}`
  return 'anonymous function'
}

const nestingKinds = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.TryStatement,
])

/** An `else if` is the same level as its `if`; a nested function starts again. */
function deepestNesting(node: ts.Node, depth: number): number {
  if (isFunction(node)) return depth
  const isElseIf = ts.isIfStatement(node) && ts.isIfStatement(node.parent) && node.parent.elseStatement === node
  const own = nestingKinds.has(node.kind) && !isElseIf ? depth + 1 : depth
  let deepest = own
  ts.forEachChild(node, (child) => {
    deepest = Math.max(deepest, deepestNesting(child, own))
  })
  return deepest
}
