import type { CommandCall } from './command-call.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'problem'
  readonly message: string
}

const ANSWER_TIMEOUT_MS = 5_000
/** More than this, and derived tokens are refused by whoever has the other clock. */
const CLOCK_SKEW_MAX_MS = 60_000
/** The Date header has whole seconds. */
const CLOCK_SKEW_NOTED_MS = 2_000

/** What can be told from outside: does the server answer, whose clock is off, is the API key good. */
export async function serverFindings(call: CommandCall): Promise<readonly Finding[]> {
  const origin = URL.parse(call.endpoint)?.origin
  if (origin === undefined) return [{ check: 'server', state: 'problem', message: `${call.endpoint} is no address` }]
  const sentAt = call.terminal.now()
  const response = await ask(`${origin}/health/ready`)
  if (response === undefined) return [{ check: 'server', state: 'problem', message: `${origin} does not answer` }]
  const middle = (sentAt + call.terminal.now()) / 2
  return [readiness(origin, response.status), clockFinding(response.headers.get('date'), middle), await apiKeyFinding(call)]
}

const readiness = (origin: string, status: number): Finding =>
  status === 200
    ? { check: 'server', state: 'ok', message: `${origin} is ready` }
    : { check: 'server', state: 'problem', message: `${origin} answers, but is not ready (HTTP ${status})` }

/** @param localAt milliseconds since 1970, halfway between question and answer */
export function clockFinding(date: string | null, localAt: number): Finding {
  const check = 'clock'
  const serverAt = Date.parse(date ?? '')
  if (Number.isNaN(serverAt)) return { check, state: 'warning', message: 'the server does not say what time it is' }
  // The header was cut down to its second: the middle of that second is the best guess.
  const skewMs = Math.abs(localAt - (serverAt + 500))
  const seconds = (skewMs / 1000).toFixed(1)
  if (skewMs > CLOCK_SKEW_MAX_MS)
    return { check, state: 'problem', message: `differs from the server's by ${seconds} s; tokens will be refused` }
  if (skewMs > CLOCK_SKEW_NOTED_MS) return { check, state: 'warning', message: `differs from the server's by ${seconds} s` }
  return { check, state: 'ok', message: `agrees with the server's` }
}

async function apiKeyFinding(call: CommandCall): Promise<Finding> {
  const check = 'API key'
  if ((await call.apiKey()) === undefined) return { check, state: 'warning', message: 'none is configured' }
  const { LatchkeyError } = await import('@latchkey/sdk/errors')
  try {
    await (await call.client()).issuedKeys.listPage({ page_size: 1 })
    return { check, state: 'ok', message: 'is accepted' }
  } catch (error) {
    if (!(error instanceof LatchkeyError)) return { check, state: 'problem', message: 'could not be tried: no answer' }
    // Known, but not allowed to list: a key for verification only.
    if (error.id === 'forbidden') return { check, state: 'ok', message: 'is accepted; it may not list keys' }
    return { check, state: 'problem', message: `is refused: ${error.message} (${error.id})` }
  }
}

async function ask(address: string): Promise<Response | undefined> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS), redirect: 'manual' })
    await response.arrayBuffer()
    return response
  } catch {
    return undefined
  }
}
