import type { LatchkeyError } from '@latchkey/sdk'
import { type ExitCode, exitCodes, RefusedError, UsageError } from './exit-code.ts'
import type { Printer } from './output/printer.ts'

/** Says what went wrong, naming the field and the rule, and picks the exit code. */
export async function reportFailure(printer: Printer, error: unknown): Promise<ExitCode> {
  if (error instanceof UsageError) return fail(printer, error.message, exitCodes.usage)
  if (error instanceof RefusedError) return fail(printer, error.message.split('\n'), exitCodes.refused)
  const { LatchkeyError, LatchkeyUnreachableError, SecretLostError } = await import('@latchkey/sdk/errors')
  if (error instanceof LatchkeyError) return fail(printer, describeRefusal(error), codeOf(error))
  if (error instanceof LatchkeyUnreachableError) return fail(printer, error.message, exitCodes.unreachable)
  if (error instanceof SecretLostError) return fail(printer, error.message, exitCodes.refused)
  if (error instanceof TypeError && /^\w+: must /.test(error.message)) return fail(printer, error.message, exitCodes.usage)
  throw error
}

async function fail(printer: Printer, message: string | readonly string[], code: ExitCode): Promise<ExitCode> {
  await printer.fail(...(typeof message === 'string' ? [message] : message))
  return code
}

/** An overload or an outage is no refusal: it leaves the question open. */
const codeOf = ({ status }: LatchkeyError): ExitCode =>
  status === 429 || status >= 500 ? exitCodes.unreachable : exitCodes.refused

function describeRefusal(error: LatchkeyError): string {
  const { field, id, status, requestId, message } = error
  const subject = field === undefined || message.startsWith(field) ? message : `${field}: ${message}`
  const facts = [id, `HTTP ${status}`, ...(requestId === '' ? [] : [`request ${requestId}`])]
  const hint = hints[id]
  return `${subject} (${facts.join(', ')})${hint === undefined ? '' : `; ${hint}`}`
}

const hints: Readonly<Record<string, string>> = {
  unauthorized:
    'set LATCHKEY_PROJECT_API_KEY (for projects and workspaces themselves LATCHKEY_WORKSPACE_API_KEY), or give --api-key-file, with a key of this project',
  unexpected_response: 'is the endpoint that of a Latchkey server?',
}
