import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { personChanged, useConsoleState } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Note } from '../../ui/panel.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { EmailField, EntryForm, NewPasswordField, OptionalField } from './entry-form.tsx'
import { useEntry } from './use-entry.ts'

export function RegisterPage() {
  const { registration } = useConsoleState()
  return (
    <EntranceFrame title={t('Create an account')} lead={t('It comes with a workspace of your own.')}>
      {registration === 'open' ? (
        <RegisterForm />
      ) : (
        <Note tone="info" title={t('New accounts are by invitation here')}>
          {t('Ask an owner of a workspace to invite you; the link in the invitation lets you in.')}
        </Note>
      )}
      <p>
        <Link to="/login">{t('I have an account')}</Link>
      </p>
    </EntranceFrame>
  )
}

function RegisterForm() {
  const navigate = useNavigate()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [name, setName] = useState('')
  const entry = useEntry(async () => {
    await consoleApi.register({ email, password, ...(name.trim() === '' ? {} : { name: name.trim() }) })
    await personChanged()
    await navigate({ to: '/' })
  }, explainRefusal)
  return (
    <EntryForm entry={entry} button={t('Create account')}>
      <EmailField value={email} onType={setEmail} error={entry.problemOf('email')} />
      <NewPasswordField value={password} onType={setPassword} error={entry.problemOf('password')} />
      <OptionalField
        label={t('Your name (optional)')}
        name="name"
        autoComplete="name"
        hint={t('What others see instead of your address.')}
        value={name}
        onType={setName}
        error={entry.problemOf('name')}
      />
    </EntryForm>
  )
}

const explainRefusal = (reason: string): string | undefined =>
  reason === 'conflict' ? t('There is an account with this address already. Sign in instead.') : undefined
