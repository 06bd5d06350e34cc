import { isDeepStrictEqual } from 'node:util'
import type { TSchema } from 'typebox'
import { Errors } from 'typebox/value'
import { serialiseMessage } from './serialise.ts'

/**
 * How an answer breaks its promise: a member that is missing, of the wrong shape or not declared; `undefined` when it keeps it.
 * For tests: the server does not check its own answers while it runs.
 */
export function describeMismatch(schema: TSchema, answer: unknown): string | undefined {
  const [first] = Errors(schema, answer)
  if (first !== undefined) return `${first.instancePath || '/'}: ${first.message}`
  const declared: unknown = JSON.parse(serialiseMessage(schema)(answer))
  return isDeepStrictEqual(declared, answer) ? undefined : `undeclared members in ${JSON.stringify(answer)}`
}
