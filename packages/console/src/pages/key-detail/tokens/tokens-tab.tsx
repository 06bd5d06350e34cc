import type { DerivedToken, TokenAlgorithm } from '@latchkey/sdk/messages'
import { type FormEvent, useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { useRights } from '../../../app/session.ts'
import { formatInstant } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { CheckField, PasswordField, SelectField, TextAreaField, TextField } from '../../../ui/field.tsx'
import { Note, Panel } from '../../../ui/panel.tsx'
import { CodeBlock } from '../code-block.tsx'
import type { KeyViewProps } from '../key-detail-page.tsx'
import { parseObject } from '../pure/read-fields.ts'

/** A short-lived token in place of the key. It takes the key itself, which only its holder has. */
export function TokensTab({ project, loaded: { key } }: KeyViewProps) {
  const rights = useRights(project)
  const may = rights.may('tokens:derive')
  const [credential, setCredential] = useState('')
  const [algorithm, setAlgorithm] = useState<TokenAlgorithm>('TOKEN_ALGORITHM_JWT')
  const [ttl, setTtl] = useState('15m')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [claims, setClaims] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [token, setToken] = useState<DerivedToken>()
  const customClaims = claims.trim() === '' ? {} : parseObject(claims)
  const derive = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (customClaims === undefined) return
    setToken(undefined)
    // To the server no scopes are all scopes.
    if (key.scopes.length > 0 && left.size === key.scopes.length) {
      setProblem(t('Choose at least one scope.'))
      return
    }
    setBusy(true)
    setProblem(undefined)
    try {
      const scopes = left.size === 0 ? {} : { scopes: key.scopes.filter((scope) => !left.has(scope)) }
      // Not a mutation of the query client, which would keep the key and the token.
      const request = { credential, algorithm, ...scopes, ...(ttl.trim() === '' ? {} : { ttl }), custom_claims: customClaims }
      setToken(await projectClient(project).keys.derive(request))
      setCredential('')
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  const toggle = (scope: string): void => {
    const next = new Set(left)
    if (!next.delete(scope)) next.add(scope)
    setLeft(next)
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      <Panel title={t('Derive a token')}>
        <form className="grid max-w-[560px] gap-4" onSubmit={(event) => void derive(event)}>
          <PasswordField
            label={t('The key itself')}
            hint={t('Sent to this server only, and not kept: only its holder has it.')}
            required
            autoComplete="off"
            value={credential}
            onChange={(event) => setCredential(event.target.value)}
          />
          <SelectField
            label={t('Kind of token')}
            value={algorithm}
            onChoose={(value) => setAlgorithm(value as TokenAlgorithm)}
            choices={[
              { value: 'TOKEN_ALGORITHM_JWT', label: t('JWT: anybody can check it offline') },
              { value: 'TOKEN_ALGORITHM_MACAROON', label: t('Macaroon: its holder can narrow it offline') },
            ]}
          />
          <TextField
            label={t('Lifetime')}
            hint={t('Such as 15m or 1h; never longer than the key. Empty: the default of the project.')}
            value={ttl}
            onChange={(event) => setTtl(event.target.value)}
          />
          {key.scopes.length > 0 && (
            <fieldset className="grid gap-2">
              <legend className="mb-2 font-medium">{t('Scopes of the token')}</legend>
              {key.scopes.map((scope) => (
                <CheckField key={scope} label={<code>{scope}</code>} checked={!left.has(scope)} onChange={() => toggle(scope)} />
              ))}
            </fieldset>
          )}
          <TextAreaField
            label={t('Further claims')}
            hint={t('A JSON object; may be empty.')}
            spellCheck={false}
            className="font-mono"
            value={claims}
            error={customClaims === undefined ? t('This is not a JSON object.') : undefined}
            onChange={(event) => setClaims(event.target.value)}
          />
          {problem !== undefined && (
            <div role="alert">
              <Note tone="error">{problem}</Note>
            </div>
          )}
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" look="primary" busy={busy} disabled={!may}>
              {t('Derive token')}
            </Button>
            {!may && <span className="text-table text-muted">{t('Your role may not derive tokens.')}</span>}
          </div>
        </form>
      </Panel>
      {token !== undefined && <TokenPanel token={token} />}
    </div>
  )
}

const TokenPanel = ({ token: { token, expire_time, claims } }: { readonly token: DerivedToken }) => (
  <Panel
    title={t('The token')}
    actions={
      <CopyButton text={token} label={t('Copy the token')}>
        {t('Copy')}
      </CopyButton>
    }
  >
    <div className="grid gap-3">
      <p>{t('It is shown this once, and ends at {instant}.', { instant: formatInstant(new Date(expire_time)) })}</p>
      <output translate="no" spellCheck={false} className="block rounded-control bg-subtle p-3 font-mono break-all select-all">
        {token}
      </output>
      <h3>{t('What it says')}</h3>
      <CodeBlock label={t('Claims')} text={JSON.stringify(claims, undefined, 2)} secretive />
    </div>
  </Panel>
)
