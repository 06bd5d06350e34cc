import type { VerifyApiKeyResponse } from '@latchkey/sdk/messages'
import { type FormEvent, useState } from 'react'
import { projectClient } from '../../api/clients.ts'
import { failureOf } from '../../api/failure.ts'
import { useRights } from '../../app/session.ts'
import { formatInstant, formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'

/** Asks the server about the key itself, past every cache. Only its holder has it, so it must be given. */
export function CheckKey({ project, opener }: { readonly project: string; readonly opener: string }) {
  const rights = useRights(project)
  const [open, setOpen] = useState(false)
  const [credential, setCredential] = useState('')
  const [busy, setBusy] = useState(false)
  const [answer, setAnswer] = useState<VerifyApiKeyResponse>()
  const [problem, setProblem] = useState<string>()
  const check = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      setAnswer(await projectClient(project).keys.verify({ credential, dry_run: true }, { cache: 'no-cache' }))
      setCredential('')
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  if (!rights.may('keys:verify')) return null
  if (!open) {
    return (
      <div>
        <Button onClick={() => setOpen(true)}>{opener}</Button>
      </div>
    )
  }
  return (
    <form className="grid max-w-[560px] gap-3 rounded-control bg-ground p-3 text-ink" onSubmit={(event) => void check(event)}>
      <PasswordField
        label={t('The key itself')}
        hint={t('Sent to this server only, and not kept. The check costs nothing of the rate limit.')}
        autoFocus
        required
        autoComplete="off"
        value={credential}
        onChange={(event) => setCredential(event.target.value)}
      />
      <div>
        <Button type="submit" busy={busy}>
          {t('Check')}
        </Button>
      </div>
      <div role="status">
        {problem !== undefined && <Note tone="error">{problem}</Note>}
        {answer !== undefined && <Verdict answer={answer} />}
      </div>
    </form>
  )
}

function Verdict({ answer }: { readonly answer: VerifyApiKeyResponse }) {
  if (!answer.is_valid) {
    return (
      <Note tone="error" title={t('Rejected')}>
        {answer.error_message} <code>{answer.error_code}</code>
      </Note>
    )
  }
  return (
    <Note tone="ok" title={t('Valid')}>
      {answer.rate_limit_remaining !== undefined && (
        <p>{t('{count} left of the rate limit', { count: formatNumber(Number(answer.rate_limit_remaining)) })}</p>
      )}
      {answer.rate_limit_reset_time !== undefined && (
        <p>{t('Full again at {instant}', { instant: formatInstant(new Date(answer.rate_limit_reset_time)) })}</p>
      )}
    </Note>
  )
}
