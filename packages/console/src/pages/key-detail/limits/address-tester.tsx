import { canonicalIp, makeCidrMatcher, mayUseFrom } from '@latchkey/core/verify/ip-restriction'
import { useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'

/** Judges an address by the very rules of the server, here in the browser. */
export function AddressTester({ allowed }: { readonly allowed: readonly string[] | undefined }) {
  const [text, setText] = useState('')
  const ip = canonicalIp(text.trim())
  return (
    <div className="grid max-w-[560px] gap-3">
      <TextField
        label={t('Address')}
        placeholder="203.0.113.7"
        spellCheck={false}
        value={text}
        error={text.trim() !== '' && ip === undefined ? t('This is not an address yet.') : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <div role="status">{ip !== undefined && <Judgement ip={ip} allowed={allowed} />}</div>
    </div>
  )
}

function Judgement({ ip, allowed }: { readonly ip: string; readonly allowed: readonly string[] | undefined }) {
  if (allowed === undefined) return <Note tone="ok" title={t('Allowed: the key may be used from anywhere')} />
  const by = allowed.find((cidr) => makeCidrMatcher([cidr])(ip))
  return mayUseFrom(allowed, ip) ? (
    <Note tone="ok" title={t('{ip} is allowed, by {range}', { ip, range: by })} />
  ) : (
    <Note tone="error" title={t('{ip} is refused: no range holds it', { ip })} />
  )
}
