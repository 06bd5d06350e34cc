import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config/config.ts'

/** JSON lines on standard error, so that standard output stays for what the operator asked to see. */
export function buildLogger({ level }: Config['log'], logLine: ((line: string) => void) | undefined): Logger {
  const destination: DestinationStream = logLine === undefined ? pino.destination({ dest: 2, sync: true }) : { write: logLine }
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    destination,
  )
}
