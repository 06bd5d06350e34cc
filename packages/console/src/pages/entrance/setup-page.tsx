import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { failureOf } from '../../api/failure.ts'
import { personChanged } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { takeTokenOutOfAddress } from './token-in-address.ts'

/** The first account of the server, with the one-time link that it printed. */
export function SetupPage() {
  const [token] = useState(takeTokenOutOfAddress)
  return (
    <EntranceFrame
      title={t('Set up Latchkey')}
      lead={t('Make the first account. It owns this server’s workspace.')}
      aside={
        <dl className="grid gap-2">
          <dt className="font-medium text-ink">{t('Server')}</dt>
          <dd>{location.origin}</dd>
        </dl>
      }
    >
      {token === '' ? <HowToFindTheLink /> : <ClaimForm token={token} />}
    </EntranceFrame>
  )
}

const HowToFindTheLink = () => (
  <div className="grid gap-3">
    <Note tone="info" title={t('Open the setup link')}>
      {t(
        'The server printed a one-time link when it started. Open it in this browser; without it nobody can make the first account.',
      )}
    </Note>
    <p>{t('Print a fresh one on the server:')}</p>
    <pre className="overflow-x-auto rounded-control bg-subtle p-3">latchkey console setup-link</pre>
    <p>{t('Or look for it in the log:')}</p>
    <pre className="overflow-x-auto rounded-control bg-subtle p-3">
      {'docker logs latchkey\nkubectl logs deploy/latchkey\njournalctl -u latchkey'}
    </pre>
  </div>
)

function ClaimForm({ token }: { readonly token: string }) {
  const navigate = useNavigate()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const problemRef = useRef<HTMLDivElement>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await consoleApi.claim({ token, email, password })
      await personChanged()
      await navigate({ to: '/' })
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
      problemRef.current?.focus()
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid max-w-[420px] gap-4">
      <div ref={problemRef} tabIndex={-1} role="alert">
        {problem !== undefined && <Note tone="error">{problem}</Note>}
      </div>
      <TextField
        label={t('Email')}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        label={t('Password')}
        autoComplete="new-password"
        hint={t('At least 12 characters. Well-known passwords are refused.')}
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {t('Create account')}
        </Button>
      </div>
    </form>
  )
}
