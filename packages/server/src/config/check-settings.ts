import { isIP } from 'node:net'
import type { ConfigProblem } from './config-error.ts'
import type { Lookup } from './lookup.ts'
import { redisProblems } from './redis-settings.ts'
import type { PlacedSecret } from './secret-quality.ts'
import { secretProblems } from './secret-quality.ts'
import type { Settings } from './settings.ts'

/** Problems that only show when several settings are looked at together. */
export function crossProblems(lookup: Lookup, secrets: readonly PlacedSecret[]): readonly ConfigProblem[] {
  return [...openDoorProblems(lookup), ...portProblems(lookup), ...redisProblems(lookup), ...secretProblems(secrets)]
}

/** Things an operator should know although the server starts. */
export function settingWarnings(settings: Settings): readonly string[] {
  const unused = [...settings.values()].filter(({ entry }) => entry.unused === true).map(({ entry }) => entry.path)
  return [
    ...unused.map((path) => `${path}: is accepted, but this version does nothing with it`),
    ...tracingWarnings(settings),
    ...(settings.get('serve.admin_auth')?.value === 'none'
      ? [
          'serve.admin_auth: none lets whoever reaches the server manage every key; something in front of it has to ask who they are',
        ]
      : []),
  ]
}

/** Collectors take gRPC at 4317 and HTTP at 4318. */
function tracingWarnings(settings: Settings): readonly string[] {
  const isGrpc =
    settings.get('tracing.enabled')?.value === true && /:4317\b/.test(String(settings.get('tracing.endpoint')?.value))
  return isGrpc ? ['tracing.endpoint: 4317 is where collectors take gRPC; this server sends over HTTP, which is port 4318'] : []
}

/** `admin_auth: none` outside this machine would let anyone in. */
function openDoorProblems(lookup: Lookup): readonly ConfigProblem[] {
  const isOpen = lookup.text('serve.admin_auth') === 'none'
  if (!isOpen || lookup.flag('serve.accept_unauthenticated_admin') || isLoopback(lookup.text('serve.http.host'))) return []
  return [
    {
      path: 'serve.admin_auth',
      rule: 'must not be none on an address that others can reach, unless serve.accept_unauthenticated_admin is true as well',
    },
  ]
}

function portProblems(lookup: Lookup): readonly ConfigProblem[] {
  const port = lookup.number('serve.http.port')
  const isTaken = port !== 0 && port === lookup.number('serve.metrics.port')
  return isTaken ? [{ path: 'serve.metrics.port', rule: 'must differ from serve.http.port' }] : []
}

/** RFC 1122 §3.2.1.3 and RFC 4291 §2.5.3; a name other than `localhost` may resolve to anything. */
function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}
