/** One thing that is wrong. Neither member ever contains a value from the file or the environment. */
export interface ConfigProblem {
  /** Dotted path, name of an environment variable, or the file. */
  readonly path: string
  /** End of a sentence that begins with the path. */
  readonly rule: string
}

/** The configuration cannot be used. Lists everything that was found wrong, so that one attempt is enough to mend it. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(['The configuration cannot be used:', ...problems.map(({ path, rule }) => `  ${path}: ${rule}`)].join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const PRINTABLE_NAME = /^[A-Za-z0-9_.:[\]-]{1,120}$/

/** Names come from outside too; one that is not a plain name might be anything, so it is not repeated. */
export const printableName = (name: string): string => (PRINTABLE_NAME.test(name) ? name : '(a name that is not printable)')
