import { useState } from 'react'
import { t } from '../../i18n/i18n.ts'
import { ClaimForm } from './claim-form.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { ServerFacts } from './server-facts.tsx'
import { SetupLinkHelp } from './setup-link-help.tsx'
import { takeTokenOutOfAddress } from './token-in-address.ts'

/** The first account of the server, with the one-time link that it printed. */
export function SetupPage() {
  const [token] = useState(takeTokenOutOfAddress)
  return (
    <EntranceFrame
      title={t('Set up Latchkey')}
      lead={t('Make the first account. It owns this server’s workspace.')}
      aside={<ServerFacts />}
    >
      {token === '' ? <SetupLinkHelp /> : <ClaimForm token={token} />}
    </EntranceFrame>
  )
}
