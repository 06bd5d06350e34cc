import type { JsonObject } from '../option-values.ts'

/** Settings whose values are secret, and what to do instead. */
const SECRET_SETTINGS: readonly (readonly [path: string, instead: string])[] = [
  ['secrets', 'the server makes them: `latchkey rotate project-hmac-secret`'],
  ['credentials.derived_tokens.jwt.signing_keys', 'the server makes them: `latchkey rotate project-signing-key`'],
]

/** A credential by its looks, wherever it is. */
const SECRET_LOOKS = /^ory_(pat|wak)_|-----BEGIN [A-Z ]*PRIVATE KEY/

/** Why the settings must not be kept in a file, naming the path and never the value; `undefined` when they may. */
export function findSecret(settings: JsonObject): string | undefined {
  for (const [path, value] of leavesOf(settings)) {
    const known = SECRET_SETTINGS.find(([setting]) => path === setting || path.startsWith(`${setting}.`))
    if (known !== undefined) return `${path}: secrets do not belong into a project file; ${known[1]}`
    if (typeof value === 'string' && SECRET_LOOKS.test(value)) return `${path}: looks like a secret, which does not belong here`
  }
  return undefined
}

/** Every value that is neither an object nor an array, with its path. */
function* leavesOf(value: unknown, path = ''): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return yield [path, value]
  for (const [name, member] of Object.entries(value)) yield* leavesOf(member, path === '' ? name : `${path}.${name}`)
}
