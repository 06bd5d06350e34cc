import { makeCreatePasswordReset } from '@latchkey/core/account/reset-password'
import type { Secret } from '@latchkey/core/credential/secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Store } from './composition/open-store.ts'
import { systemClock, systemRandom } from './composition/system-clock.ts'
import type { Config } from './config/config.ts'
import { operatorCall } from './operator-act.ts'
import { consoleLink, renewSetupLink } from './project/console-setup.ts'

/**
 * A fresh setup link for an operator at the server's own store, beside the running server; earlier ones no longer work.
 * Rejects with `failed_precondition` when there is an account already, or no console.
 */
export async function makeSetupLink({ accounts }: Pick<Store, 'accounts'>, config: Config): Promise<Secret> {
  requireConsole(config)
  const { port } = config.serve.http
  const link = await renewSetupLink({ accounts, config, port, clock: systemClock, random: systemRandom })
  if (link === undefined)
    throw new DomainError('failed_precondition', { reason: 'this server is set up already; sign in instead' })
  return link
}

const RESET_PAGE = '/console/recover'

/** Lets one person choose a new password. */
export interface PasswordResetLink {
  readonly link: Secret
  /** As it is stored. */
  readonly email: string
  readonly expiresAt: Instant
}

/**
 * A link for whoever has an address and cannot sign in; earlier ones no longer work. Rejects with `bad_request` and
 * `not_found` for the address, and with `failed_precondition` where there is no console.
 */
export async function makePasswordResetLink(
  { accounts }: Pick<Store, 'accounts'>,
  config: Config,
  email: string,
): Promise<PasswordResetLink> {
  requireConsole(config)
  const create = makeCreatePasswordReset({ accounts, clock: systemClock, random: systemRandom })
  const { caller, ip, requestId } = operatorCall()
  const { account, token, expiresAt } = await create(email, caller, { ip, requestId })
  const link = consoleLink(RESET_PAGE, token, { config, port: config.serve.http.port })
  return { link, email: account.email, expiresAt }
}

function requireConsole({ console: { enabled } }: Config): void {
  if (!enabled) throw new DomainError('failed_precondition', { reason: 'the console is switched off (console.enabled)' })
}
