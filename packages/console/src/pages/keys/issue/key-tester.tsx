import { canonicalIp, mayUseFrom } from '@latchkey/core/verify/ip-restriction'
import { coversScopes } from '@latchkey/core/verify/scopes'
import { useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { TextField } from '../../../ui/field.tsx'
import { cidrsOf, readIpList } from './ip-list.ts'
import type { IssueDraft } from './issue-draft.ts'

/** What could this key do? The rules of the server, tried out on the form before there is a key. */
export function KeyTester({ draft }: { readonly draft: IssueDraft }) {
  const [scope, setScope] = useState('')
  const [address, setAddress] = useState('')
  const cidrs = cidrsOf(readIpList(draft.cidrs))
  const ip = canonicalIp(address.trim())
  const isAddressWrong = address.trim() !== '' && ip === undefined
  const reasons = [
    ...(scope.trim() !== '' && !coversScopes(draft.scopes, [scope.trim()])
      ? [t('no scope covers {scope}', { scope: scope.trim() })]
      : []),
    ...(ip !== undefined && cidrs.length > 0 && !mayUseFrom(cidrs, ip) ? [t('{ip} is not allowed', { ip })] : []),
  ]
  const isAsked = scope.trim() !== '' || ip !== undefined
  return (
    <div className="grid gap-3">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('Action')}
          value={scope}
          onChange={(event) => setScope(event.target.value)}
          placeholder="read:orders"
          translate="no"
        />
        <TextField
          label={t('From address')}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          placeholder="203.0.113.7"
          error={isAddressWrong ? t('No address') : undefined}
        />
      </div>
      <p role="status" className="flex min-h-6 flex-wrap items-center gap-2">
        {isAsked && reasons.length === 0 && (
          <Badge tone="ok" sign="●">
            {t('Allowed')}
          </Badge>
        )}
        {isAsked && reasons.length > 0 && (
          <>
            <Badge tone="error" sign="⊘">
              {t('Refused')}
            </Badge>
            {reasons.join(', ')}
          </>
        )}
      </p>
    </div>
  )
}
