import { DomainError } from '@latchkey/core/errors/domain-error'
import { ConfigError } from './config/config-error.ts'
import { MasterKeyError } from './project/master-key.ts'

/**
 * What an operator reads when the server or its store cannot be opened: what is wrong and what to do about it, without a
 * secret. `undefined` for a surprise, which deserves its stack.
 */
export function explainStartFailure(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof MasterKeyError) return error.message
  if (error instanceof DomainError) return explainRefusal(error)
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const fault: SystemFault = error
  return fault.syscall === 'listen' ? explainListening(fault) : explainFile(fault)
}

/** What Node adds to an error of the operating system. */
interface SystemFault {
  readonly code: unknown
  readonly syscall?: unknown
  readonly path?: unknown
  readonly address?: unknown
  readonly port?: unknown
}

/** A database says itself what is wrong with it or with the way there, and never quotes what it holds. */
const explainRefusal = ({ code, message, cause }: DomainError): string =>
  code === 'service_unavailable' && cause instanceof Error ? `${message}: ${reasonsIn(cause).join(', ')}` : message

/** What the system said in the first place. A name may stand for several addresses, each of which was tried. */
function reasonsIn(cause: Error): readonly string[] {
  if (cause instanceof AggregateError) return [...new Set(cause.errors.flatMap((error: Error) => reasonsIn(error)))]
  return cause.cause instanceof Error ? reasonsIn(cause.cause) : [cause.message]
}

const PORTS = 'serve.http.port (LATCHKEY_SERVE_HTTP_PORT) and serve.metrics.port (LATCHKEY_SERVE_METRICS_PORT)'
const HOSTS = 'serve.http.host (LATCHKEY_SERVE_HTTP_HOST) and serve.metrics.host (LATCHKEY_SERVE_METRICS_HOST)'

function explainListening({ code, address, port }: SystemFault): string {
  const place = `${address}:${port}`
  if (code === 'EADDRINUSE') return `${place} is in use, perhaps by another Latchkey; stop it, or choose free ports with ${PORTS}`
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${address}; choose one with ${HOSTS}`
  if (code === 'EACCES') return `this user may not listen on ${place}; choose ports above 1023 with ${PORTS}`
  return `cannot listen on ${place} (${code}); see ${HOSTS}, and ${PORTS}`
}

const FILE_FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'may not be opened or written by this user',
  EPERM: 'may not be opened or written by this user',
  EROFS: 'is on a file system that is read-only',
  ENOSPC: 'does not fit: the disk is full',
  ENOTDIR: 'does not lie in a folder',
  EEXIST: 'is not a folder',
  EISDIR: 'is a folder, not a file',
}

function explainFile({ code, path }: SystemFault): string | undefined {
  const fault = FILE_FAULTS[String(code)]
  if (fault === undefined || path === undefined) return undefined
  return `${path} ${fault} (${code}); see data_dir (LATCHKEY_DATA_DIR) and db.dsn (LATCHKEY_DB_DSN)`
}
