import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { personChanged } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Note } from '../../ui/panel.tsx'
import { Commands } from './commands.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { EntryForm, NewPasswordField } from './entry-form.tsx'
import { takeTokenOutOfAddress } from './token-in-address.ts'
import { useEntry } from './use-entry.ts'

/** A new password, with the one-time link that the operator printed. */
export function ResetPage() {
  const [token] = useState(takeTokenOutOfAddress)
  const [isDone, setDone] = useState(false)
  return (
    <EntranceFrame title={t('Choose a new password')} lead={t('Everyone who is signed in with the old one is signed out.')}>
      {token === '' && <NoToken />}
      {token !== '' && !isDone && <ResetForm token={token} onDone={() => setDone(true)} />}
      {isDone && <Done />}
    </EntranceFrame>
  )
}

function ResetForm({ token, onDone }: { readonly token: string; readonly onDone: () => void }) {
  const [password, setPassword] = useState('')
  const entry = useEntry(async () => {
    await consoleApi.resetPassword({ token, password })
    await personChanged()
    onDone()
  }, explainRefusal)
  return (
    <>
      <EntryForm entry={entry} button={t('Set password')}>
        <NewPasswordField value={password} onType={setPassword} error={entry.problemOf('password')} />
      </EntryForm>
      {entry.refusal?.reason === 'not_found' && <FreshLink />}
    </>
  )
}

function Done() {
  const linkRef = useRef<HTMLAnchorElement>(null)
  useEffect(() => linkRef.current?.focus(), [])
  return (
    <>
      <div role="status">
        <Note tone="ok">{t('The password is set. All sessions are ended.')}</Note>
      </div>
      <p>
        <Link to="/login" ref={linkRef}>
          {t('Sign in')}
        </Link>
      </p>
    </>
  )
}

const NoToken = () => (
  <>
    <Note tone="info" title={t('Open the link that the server printed')}>
      {t('This page needs the whole link, with everything after the # sign. Open it again, or have a fresh one printed.')}
    </Note>
    <FreshLink />
    <p>
      <Link to="/login">{t('Sign in')}</Link>
    </p>
  </>
)

const FreshLink = () => (
  <div className="grid max-w-[60ch] gap-3">
    <p>{t('Whoever runs the server prints a fresh link on its machine:')}</p>
    <Commands commands={[RESET_COMMAND]} />
  </div>
)

export const RESET_COMMAND = 'latchkey console reset-password --email you@example.com'

const explainRefusal = (reason: string): ReactNode | undefined =>
  reason === 'not_found' ? t('This link is wrong, was used or replaced, or is older than an hour.') : undefined
