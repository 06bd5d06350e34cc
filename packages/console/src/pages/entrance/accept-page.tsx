import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { personChanged, useConsoleState } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Note } from '../../ui/panel.tsx'
import { AcceptAsMember, AcceptWithPassword } from './accept-forms.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { takeTokenOutOfAddress } from './token-in-address.ts'

/** An invitation, whose token came in the fragment of its link. */
export function AcceptPage() {
  const [token] = useState(takeTokenOutOfAddress)
  const { account } = useConsoleState()
  const navigate = useNavigate()
  const accepted = async (): Promise<void> => {
    await personChanged()
    await navigate({ to: '/' })
  }
  const signOut = async (): Promise<void> => {
    await consoleApi.signOut()
    await personChanged()
  }
  return (
    <EntranceFrame title={t('Accept the invitation')} lead={t('Somebody has invited you to a workspace on this server.')}>
      {token === '' && <NoToken />}
      {token !== '' && account === null && <AcceptWithPassword token={token} onAccepted={accepted} />}
      {token !== '' && account !== null && (
        <AcceptAsMember token={token} account={account} onAccepted={accepted} onSignOut={signOut} />
      )}
    </EntranceFrame>
  )
}

const NoToken = () => (
  <>
    <Note tone="info" title={t('Open the link of the invitation')}>
      {t('This page needs the whole link, with everything after the # sign. Open it again, or ask for a new one.')}
    </Note>
    <p>
      <Link to="/login">{t('Sign in')}</Link>
    </p>
  </>
)
