import { canonicalIp, mayUseFrom } from '@latchkey/core/verify/ip-restriction'
import { coversScopes } from '@latchkey/core/verify/scopes'
import { t } from '../../../i18n/i18n.ts'

/** What decides whether a key is accepted. */
export interface KeyPowers {
  readonly scopes: readonly string[]
  /** Empty: from anywhere. */
  readonly cidrs: readonly string[]
  /** In milliseconds of the epoch; infinite: never. `undefined`: not known. */
  readonly endsAt: number | undefined
}

/** What somebody would do with it; what is empty is not asked. */
export interface Trial {
  readonly scope: string
  readonly address: string
  /** RFC 3339. */
  readonly at: string | undefined
}

/** Why the server would refuse it, one text for each reason; `undefined` where nothing is asked. */
export function refusalsOf({ scopes, cidrs, endsAt }: KeyPowers, { scope, address, at }: Trial): readonly string[] | undefined {
  const ip = canonicalIp(address.trim())
  if (scope.trim() === '' && ip === undefined && at === undefined) return undefined
  const refusals = [
    scope.trim() !== '' && !coversScopes(scopes, [scope.trim()]) && t('no scope covers {scope}', { scope: scope.trim() }),
    ip !== undefined && cidrs.length > 0 && !mayUseFrom(cidrs, ip) && t('{ip} is not allowed', { ip }),
    at !== undefined && endsAt !== undefined && Date.parse(at) >= endsAt && t('it has ended by then'),
  ]
  return refusals.filter((refusal) => refusal !== false)
}
