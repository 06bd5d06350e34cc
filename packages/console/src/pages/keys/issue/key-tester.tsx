import { canonicalIp } from '@latchkey/core/verify/ip-restriction'
import { useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { TextField } from '../../../ui/field.tsx'
import { InstantField } from '../../../ui/instant-field.tsx'
import { type KeyRules, lifeMs } from './expiry.ts'
import { cidrsOf, readIpList } from './ip-list.ts'
import type { IssueDraft } from './issue-draft.ts'
import { type KeyPowers, refusalsOf, type Trial } from './key-trial.ts'

/** What could this key do? The rules of the server, tried out on the form before there is a key. */
export function KeyTester({ draft, rules }: { readonly draft: IssueDraft; readonly rules: KeyRules | undefined }) {
  const [trial, setTrial] = useState<Trial>({ scope: '', address: '', at: undefined })
  const { scope, address } = trial
  const isAddressWrong = address.trim() !== '' && canonicalIp(address.trim()) === undefined
  return (
    <div className="grid gap-3">
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          label={t('Action')}
          value={scope}
          onChange={(event) => setTrial({ ...trial, scope: event.target.value })}
          placeholder="read:orders"
          translate="no"
        />
        <TextField
          label={t('From address')}
          value={address}
          onChange={(event) => setTrial({ ...trial, address: event.target.value })}
          placeholder="203.0.113.7"
          error={isAddressWrong ? t('No address') : undefined}
        />
        <InstantField label={t('At')} value={undefined} onChange={(at) => setTrial({ ...trial, at })} />
      </div>
      <TrialResult refusals={refusalsOf(powersOf(draft, rules), trial)} />
    </div>
  )
}

function powersOf({ scopes, cidrs, expiry, customTtl }: IssueDraft, rules: KeyRules | undefined): KeyPowers {
  const life = lifeMs(expiry, customTtl, rules)
  return { scopes, cidrs: cidrsOf(readIpList(cidrs)), endsAt: life === undefined ? undefined : Date.now() + life }
}

const TrialResult = ({ refusals }: { readonly refusals: readonly string[] | undefined }) => (
  <p role="status" className="flex min-h-6 flex-wrap items-center gap-2">
    {refusals?.length === 0 && (
      <Badge tone="ok" sign="●">
        {t('Allowed')}
      </Badge>
    )}
    {refusals !== undefined && refusals.length > 0 && (
      <>
        <Badge tone="error" sign="⊘">
          {t('Refused')}
        </Badge>
        {refusals.join(', ')}
      </>
    )}
  </p>
)
