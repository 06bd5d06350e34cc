import { type FormEvent, useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { failureOf } from '../../api/failure.ts'
import { answerQuestion, type Question } from '../../api/person-at-the-keyboard.ts'
import { queryClient } from '../../api/query-client.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { PasswordField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { stateQuery, useConsoleState } from '../session.ts'

/** To sign in again, or to prove who is there. What was typed on the page below stays. */
export function QuestionDialog({ question }: { readonly question: Question }) {
  const email = useConsoleState().account?.email ?? ''
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      const state = question === 'sign-in' ? await consoleApi.signIn(email, password) : await consoleApi.stepUp(password)
      queryClient.setQueryData(stateQuery.queryKey, (before) => before && { ...before, ...state })
      answerQuestion('done')
    } catch (error) {
      const failure = failureOf(error)
      setProblem(failure.status === 401 ? t('The password is wrong.') : failure.message)
      setBusy(false)
    }
  }
  const texts =
    question === 'sign-in'
      ? { title: t('Sign in again'), lead: t('Your session is over. The page stays as it is.'), button: t('Sign in') }
      : {
          title: t('Confirm that it is you'),
          lead: t('This needs your password once more; then not again for ten minutes.'),
          button: t('Confirm'),
        }
  return (
    <Dialog open title={texts.title} description={texts.lead} onClose={() => answerQuestion('cancelled')}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <p className="text-muted">
          {t('Account')}: <strong className="text-ink">{email}</strong>
        </p>
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        <PasswordField
          label={t('Password')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          required
        />
        <Actions>
          <Button onClick={() => answerQuestion('cancelled')}>{t('Cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {texts.button}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
