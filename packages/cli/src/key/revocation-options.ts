import type { RevocationReason, RevokeApiKeyRequest } from '@latchkey/sdk'
import type { OptionDefinition } from '../command.ts'
import type { OptionValues } from '../option-values.ts'

const REASONS = ['key_compromise', 'affiliation_changed', 'superseded', 'privilege_withdrawn']

export const reasonOption: OptionDefinition = { flags: '--reason <reason>', summary: 'Why', choices: REASONS }

export const revocationOptions: readonly OptionDefinition[] = [
  reasonOption,
  { flags: '--reason-text <text>', summary: 'Why, in your own words; only with privilege_withdrawn' },
]

export function reasonFrom(options: OptionValues): RevocationReason | undefined {
  const reason = options.text('reason')
  return reason === undefined ? undefined : (`REVOCATION_REASON_${reason.toUpperCase()}` as RevocationReason)
}

export function revocationFrom(options: OptionValues): RevokeApiKeyRequest {
  const reason = reasonFrom(options)
  const description = options.text('reasonText')
  return { ...(reason === undefined ? {} : { reason }), ...(description === undefined ? {} : { description }) }
}
