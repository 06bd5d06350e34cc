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

const UNPRINTABLE = '(a name that is not printable)'
const VARIABLE_NAME = /^[A-Za-z0-9_.:[\]-]{1,120}$/
/** Words in snake or camel case, without digits: what a setting is called, and what no generated secret looks like. */
const SETTING_NAME = /^[A-Za-z][a-z_]*(?:[A-Z.][a-z_]+)*$/
const NAME_MAX_LENGTH = 40

/** Names come from outside too; one that is not a plain name might be anything, so it is not repeated. */
export const printableVariable = (name: string): string => (VARIABLE_NAME.test(name) ? name : UNPRINTABLE)

/** A name in a file may be a misplaced secret: YAML reads `{"current","<secret>"}` as two names without values. */
export const printableSetting = (name: string): string =>
  name.length <= NAME_MAX_LENGTH && SETTING_NAME.test(name) ? name : UNPRINTABLE
