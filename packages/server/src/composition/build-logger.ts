import { type Logger, pino } from 'pino'
import type { Config } from '../config/config.ts'

export interface LogPlace {
  readonly logLine: (line: string) => void
  /** Stands on every line where several threads write them. */
  readonly worker?: number | undefined
}

/** JSON lines. */
export function buildLogger(
  { level }: Pick<Config['log'], 'level'>,
  { logLine, worker }: LogPlace,
  traceIds: () => { readonly traceId: string; readonly spanId: string | undefined } | undefined = () => undefined,
): Logger {
  return pino(
    {
      level,
      base: worker === undefined ? null : { worker },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin() {
        const ids = traceIds()
        return ids === undefined ? {} : { traceId: ids.traceId, spanId: ids.spanId }
      },
      serializers: { err: (error: unknown) => describeError(error) },
    },
    { write: logLine },
  )
}

/** While whoever reads them is slow, lines wait in memory and nobody waits for them; beyond this the newest are lost. */
const WAITING_MAX_BYTES = 8 * 1024 * 1024

/**
 * Standard output stays for what the operator asked to see. Lines are written in their order, soon, and all of them before
 * the process exits.
 */
export function openStandardError(): (line: string) => void {
  const output = pino.destination({ dest: 2, sync: false, maxLength: WAITING_MAX_BYTES })
  return (line) => void output.write(line)
}

interface DescribedError {
  readonly type?: string
  readonly code?: string
  readonly message: string
  readonly stack?: string | undefined
  readonly cause?: DescribedError
}

/** How far causes of causes are followed. */
const CAUSES_MAX = 5

/** Only these members: libraries hang requests, packets and query parameters on their errors, with credentials in them. */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { message: typeof error === 'string' ? error : `a thrown ${typeof error}` }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const hasCause = error.cause !== undefined && depth < CAUSES_MAX
  const cause = hasCause ? { cause: describeError(error.cause, depth + 1) } : {}
  return { type: error.name, ...code, message: error.message, stack: error.stack, ...cause }
}
