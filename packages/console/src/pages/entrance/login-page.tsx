import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { personChanged, useConsoleState } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Note } from '../../ui/panel.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { CurrentPasswordField, EmailField, EntryForm } from './entry-form.tsx'
import { oidcProblem, ProviderLink } from './oidc.tsx'
import { ownPath } from './own-path.ts'
import { useEntry } from './use-entry.ts'

export function LoginPage() {
  const { next, error } = useSearch({ strict: false }) as { next?: string; error?: string }
  const { oidc, registration } = useConsoleState()
  const problem = oidcProblem(error)
  return (
    <EntranceFrame title={t('Sign in')} lead={t('To the console of this server.')}>
      {problem !== undefined && (
        <div role="alert">
          <Note tone="error">{problem}</Note>
        </div>
      )}
      <PasswordForm next={next} />
      {oidc && <ProviderLink next={next} />}
      <p className="flex flex-wrap gap-x-4 gap-y-2">
        <Link to="/login/recover">{t('I cannot sign in')}</Link>
        {registration === 'open' && <Link to="/register">{t('Create an account')}</Link>}
      </p>
    </EntranceFrame>
  )
}

function PasswordForm({ next }: { readonly next: string | undefined }) {
  const navigate = useNavigate()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const entry = useEntry(async () => {
    await consoleApi.signIn(email, password)
    await personChanged()
    await navigate({ href: ownPath(next) })
  }, explainRefusal)
  return (
    <EntryForm entry={entry} button={t('Sign in')}>
      <EmailField value={email} onType={setEmail} error={entry.problemOf('email')} />
      <CurrentPasswordField value={password} onType={setPassword} error={entry.problemOf('password')} />
    </EntryForm>
  )
}

const explainRefusal = (reason: string): string | undefined =>
  reason === 'unauthorized' ? t('The address or the password is wrong.') : undefined
