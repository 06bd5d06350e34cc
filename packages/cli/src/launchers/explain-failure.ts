import { RefusedError } from '../exit-code.ts'

/** Failures of the server's own code whose message says what to do and holds no secret. Named, because loading them is dear. */
const EXPLAINED: ReadonlySet<string> = new Set(['ConfigError', 'MasterKeyError', 'DomainError'])

/** Turns what an operator can mend into a refusal; a surprise stays one. */
export function explainFailure(error: unknown): unknown {
  return error instanceof Error && EXPLAINED.has(error.name) ? new RefusedError(error.message) : error
}
