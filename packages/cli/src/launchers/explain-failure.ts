import { RefusedError } from '../exit-code.ts'

/** Turns what an operator can mend into a refusal that says how; a surprise stays one. */
export async function explainFailure(error: unknown): Promise<unknown> {
  const { explainStartFailure } = await import('@latchkey/server/explain-start-failure')
  const explanation = explainStartFailure(error)
  return explanation === undefined ? error : new RefusedError(explanation)
}
