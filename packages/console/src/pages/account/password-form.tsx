import { type FormEvent, useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { failureOf } from '../../api/failure.ts'
import { personChanged } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { toastSuccess } from '../../ui/toast.tsx'

/** People who came through the OpenID provider may have none yet. */
export function PasswordForm({ hasPassword }: { readonly hasPassword: boolean }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await consoleApi.changePassword(hasPassword ? { current_password: current, new_password: next } : { new_password: next })
      setCurrent('')
      setNext('')
      await personChanged()
      toastSuccess(t('The password is changed. All other sessions are ended.'))
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid max-w-[420px] gap-4">
      {problem !== undefined && (
        <div role="alert">
          <Note tone="error">{problem}</Note>
        </div>
      )}
      {hasPassword && (
        <PasswordField
          label={t('Current password')}
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      )}
      <PasswordField
        label={t('New password')}
        hint={t('At least 12 characters. Well-known passwords are refused.')}
        autoComplete="new-password"
        required
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <div>
        <Button type="submit" busy={busy}>
          {t('Change password')}
        </Button>
      </div>
    </form>
  )
}
