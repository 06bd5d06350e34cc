import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { failureOf } from '../../api/failure.ts'
import { personChanged } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { ownPath } from './own-path.ts'

export function LoginPage() {
  const navigate = useNavigate()
  const { next } = useSearch({ strict: false }) as { next?: string }
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const problemRef = useRef<HTMLDivElement>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await consoleApi.signIn(email, password)
      await personChanged()
      await navigate({ href: ownPath(next) })
    } catch (error) {
      const failure = failureOf(error)
      setProblem(failure.status === 401 ? t('The address or the password is wrong.') : failure.message)
      setBusy(false)
      problemRef.current?.focus()
    }
  }
  return (
    <EntranceFrame title={t('Sign in')} lead={t('To the console of this server.')}>
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
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <div>
          <Button type="submit" look="primary" busy={busy}>
            {t('Sign in')}
          </Button>
        </div>
      </form>
    </EntranceFrame>
  )
}
