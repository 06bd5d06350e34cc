import type { Secret } from '@latchkey/core/credential/secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Store } from './composition/open-store.ts'
import { systemClock, systemRandom } from './composition/system-clock.ts'
import type { Config } from './config/config.ts'
import { renewSetupLink } from './project/console-setup.ts'

/**
 * A fresh setup link for an operator at the server's own store, beside the running server; earlier ones no longer work.
 * Rejects with `failed_precondition` when there is an account already, or no console.
 */
export async function makeSetupLink({ accounts }: Pick<Store, 'accounts'>, config: Config): Promise<Secret> {
  if (!config.console.enabled)
    throw new DomainError('failed_precondition', { reason: 'the console is switched off (console.enabled)' })
  const { port } = config.serve.http
  const link = await renewSetupLink({ accounts, config, port, clock: systemClock, random: systemRandom })
  if (link === undefined)
    throw new DomainError('failed_precondition', { reason: 'this server is set up already; sign in instead' })
  return link
}
