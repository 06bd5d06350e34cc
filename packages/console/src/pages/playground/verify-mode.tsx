import type { VerifyApiKeyResponse } from '@latchkey/sdk/messages'
import { type FormEvent, useState } from 'react'
import { projectClient } from '../../api/clients.ts'
import { Reading } from '../../credential/reading.tsx'
import { SecretField } from '../../credential/secret-field.tsx'
import { useTypedSecret } from '../../credential/typed-secret.ts'
import { t } from '../../i18n/i18n.ts'
import { readCredential } from '../../key-text/read-credential.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { FailurePanel, Note, Panel } from '../../ui/panel.tsx'
import type { ModeProps } from './mode-props.ts'
import { type Verdict, VerdictPanel } from './verdict-panel.tsx'

/** One credential, and what the server says of it. */
export function VerifyMode({ project, disabledBecause, onVerdict }: ModeProps) {
  const [credential, setCredential] = useTypedSecret()
  const [isFresh, setIsFresh] = useState(false)
  const [isDry, setIsDry] = useState(true)
  const [scopes, setScopes] = useState('')
  const [busy, setBusy] = useState(false)
  const [verdict, setVerdict] = useState<Verdict>()
  const [failure, setFailure] = useState<unknown>()
  const send = async (): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    try {
      const required = scopes.split(/[\s,]+/).filter((scope) => scope !== '')
      const next = await verify(project, { credential: credential.trim(), isFresh, isDry, required })
      setVerdict(next)
      onVerdict(next.answer, next.reading)
    } catch (error) {
      setVerdict(undefined)
      setFailure(error)
    }
    setBusy(false)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void send()
  }
  return (
    <>
      <Panel title={t('Verify a credential')}>
        <form onSubmit={submit} className="grid gap-4">
          <SecretField label={t('Credential')} onValue={setCredential} />
          {credential.trim() !== '' && <Reading reading={readCredential(credential.trim())} />}
          <TextField
            label={t('Required scopes')}
            hint={t('All of them must be held. Separate them by blanks; leave it empty to ask for none.')}
            translate="no"
            value={scopes}
            onChange={(event) => setScopes(event.target.value)}
          />
          <CheckField
            label={t('Dry run')}
            hint={t('Costs no rate limit, does not count as use and is not in the usage figures.')}
            checked={isDry}
            onChange={(event) => setIsDry(event.target.checked)}
          />
          {!isDry && <Note tone="warn">{t('This counts against the limit of the key and updates when it was last used.')}</Note>}
          <CheckField
            label={t('Bypass the cache')}
            hint={t('Asks the database, as the first call after a change would.')}
            checked={isFresh}
            onChange={(event) => setIsFresh(event.target.checked)}
          />
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" look="primary" busy={busy} disabled={disabledBecause !== undefined}>
              {t('Verify')}
            </Button>
            {disabledBecause !== undefined && <span className="text-muted">{disabledBecause}</span>}
          </div>
        </form>
      </Panel>
      {failure !== undefined && (
        <FailurePanel what={t('The credential could not be verified')} error={failure} onRetry={() => void send()} />
      )}
      {verdict !== undefined && <VerdictPanel project={project} verdict={verdict} />}
    </>
  )
}

interface Question {
  readonly credential: string
  readonly isFresh: boolean
  readonly isDry: boolean
  readonly required: readonly string[]
}

/** Not through the cache of answers, which would keep the credential as part of the question. */
async function verify(project: string, { credential, isFresh, isDry, required }: Question): Promise<Verdict> {
  let headers = new Headers()
  const begun = performance.now()
  const answer: VerifyApiKeyResponse = await projectClient(project).keys.verify(
    { credential, dry_run: isDry, ...(required.length === 0 ? {} : { required_scopes: [...required] }) },
    {
      ...(isFresh ? { cache: 'no-cache' as const } : {}),
      onResponse: (facts) => {
        headers = facts.headers
      },
    },
  )
  const reading = readCredential(credential)
  return { answer, reading, required, headers, milliseconds: performance.now() - begun, at: Date.now() }
}
