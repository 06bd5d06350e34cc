import type { DerivedToken, DeriveTokenRequest } from '@latchkey/sdk/messages'
import { type FormEvent, useState } from 'react'
import { serverAddress } from '../../api/addresses.ts'
import { projectClient } from '../../api/clients.ts'
import { failureOf } from '../../api/failure.ts'
import { t } from '../../i18n/i18n.ts'
import { readCredential } from '../../key-text/read-credential.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { SelectField, TextAreaField, TextField } from '../../ui/field.tsx'
import { FailurePanel, Panel } from '../../ui/panel.tsx'
import type { ModeProps } from './playground-page.tsx'
import { claimFacts, Facts, Json, Reading } from './reading.tsx'
import { SecretField } from './secret-field.tsx'
import { useTypedSecret } from './typed-secret.ts'

type Algorithm = 'TOKEN_ALGORITHM_JWT' | 'TOKEN_ALGORITHM_MACAROON'
type Errors = Partial<Record<'credential' | 'ttl' | 'scopes' | 'claims', string>>

/** A short-lived token in place of a key. */
export function DeriveMode({ project, disabledBecause }: ModeProps) {
  const [credential, setCredential] = useTypedSecret()
  const [algorithm, setAlgorithm] = useState<Algorithm>('TOKEN_ALGORITHM_JWT')
  const [ttl, setTtl] = useState('')
  const [scopes, setScopes] = useState('')
  const [claims, setClaims] = useState('')
  const [errors, setErrors] = useState<Errors>({})
  const [failure, setFailure] = useState<unknown>()
  const [token, setToken] = useState<DerivedToken>()
  const [busy, setBusy] = useState(false)
  const send = async (): Promise<void> => {
    setFailure(undefined)
    setToken(undefined)
    const request = requestOf({ credential, ttl, scopes, claims }, algorithm)
    if ('errors' in request) return setErrors(request.errors)
    setErrors({})
    setBusy(true)
    try {
      setToken(await projectClient(project).keys.derive(request))
    } catch (error) {
      const field = fieldError(error)
      if (field === undefined) setFailure(error)
      else setErrors(field)
    }
    setBusy(false)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void send()
  }
  return (
    <>
      <Panel title={t('Derive a token')}>
        <form onSubmit={submit} className="grid gap-4">
          <SecretField label={t('Key to derive from')} error={errors.credential} onValue={setCredential} />
          {credential.trim() !== '' && <Reading reading={readCredential(credential.trim())} />}
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              label={t('Kind of token')}
              hint={
                algorithm === 'TOKEN_ALGORITHM_JWT'
                  ? t('Anybody can check it offline with the public keys.')
                  : t('Its holder can narrow it offline before passing it on.')
              }
              value={algorithm}
              choices={[
                { value: 'TOKEN_ALGORITHM_JWT', label: t('JWT') },
                { value: 'TOKEN_ALGORITHM_MACAROON', label: t('Macaroon') },
              ]}
              onChoose={(value) => setAlgorithm(value as Algorithm)}
            />
            <TextField
              label={t('Lifetime')}
              hint={t('15m, 1h, 900s. Empty: the default of the project. Never longer than its parent.')}
              error={errors.ttl}
              value={ttl}
              onChange={(event) => setTtl(event.target.value)}
            />
          </div>
          <TextField
            label={t('Scopes')}
            hint={t('A part of the scopes of the key, separated by blanks. Empty: all of them.')}
            error={errors.scopes}
            translate="no"
            value={scopes}
            onChange={(event) => setScopes(event.target.value)}
          />
          <TextAreaField
            label={t('Further claims')}
            hint={t('A JSON object of at most 4 KiB. Names that the server writes itself are dropped.')}
            error={errors.claims}
            className="font-mono"
            spellCheck={false}
            value={claims}
            onChange={(event) => setClaims(event.target.value)}
          />
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" look="primary" busy={busy} disabled={disabledBecause !== undefined}>
              {t('Derive token')}
            </Button>
            {disabledBecause !== undefined && <span className="text-muted">{disabledBecause}</span>}
          </div>
        </form>
      </Panel>
      {failure !== undefined && (
        <FailurePanel what={t('The token could not be derived')} error={failure} onRetry={() => void send()} />
      )}
      {token !== undefined && <DerivedPanel project={project} token={token} />}
    </>
  )
}

/** What is typed as a request, or what is wrong with it. */
function requestOf(
  typed: Readonly<Record<'credential' | 'ttl' | 'scopes' | 'claims', string>>,
  algorithm: Algorithm,
): DeriveTokenRequest | { readonly errors: Errors } {
  const [credential, ttl, claims] = [typed.credential.trim(), typed.ttl.trim(), typed.claims.trim()]
  const custom = claims === '' ? {} : objectOf(claims)
  if (custom === undefined) {
    return { errors: { claims: t('Write a JSON object, such as {example}.', { example: '{"team": "data"}' }) } }
  }
  if (credential === '') return { errors: { credential: t('Paste the key to derive from.') } }
  const scopes = typed.scopes.split(/[\s,]+/).filter((scope) => scope !== '')
  return {
    credential,
    algorithm,
    ...(ttl === '' ? {} : { ttl }),
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(claims === '' ? {} : { custom_claims: custom }),
  }
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** What the server objects to, at the field that it is about. */
function fieldError(error: unknown): Errors | undefined {
  const { field, message, reason } = failureOf(error)
  if (reason === 'forbidden' && message.includes('scopes')) return { scopes: message }
  if (field === undefined) {
    const isAboutKey = [
      'parent_key_invalid',
      'unauthorized',
      'api_key_expired',
      'api_key_revoked',
      'invalid_token_type',
    ].includes(reason)
    return isAboutKey ? { credential: message } : undefined
  }
  if (field.startsWith('ttl')) return { ttl: message }
  if (field.startsWith('scopes')) return { scopes: message }
  return field.startsWith('custom_claims') ? { claims: message } : undefined
}

function DerivedPanel({ project, token }: { readonly project: string; readonly token: DerivedToken }) {
  const [isShown, setIsShown] = useState(false)
  const isJwt = token.token.startsWith('eyJ')
  const jwks = `${serverAddress}/projects/${project}/v2alpha1/derivedKeys/jwks.json`
  const issuer = token.claims['iss']
  return (
    <Panel title={t('Derived token')}>
      <div className="grid gap-4">
        <p role="status" className="text-muted">
          {t('Shown until you leave this page. It opens what the key opens, until it expires.')}
        </p>
        <output translate="no" className="block rounded-control bg-subtle p-3 font-mono break-all">
          {isShown ? token.token : `${token.token.slice(0, 8)}…`}
        </output>
        <div className="flex flex-wrap gap-2">
          <Button aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
            {isShown ? t('Hide token') : t('Show token')}
          </Button>
          <CopyButton text={token.token} label={t('Copy token')}>
            {t('Copy token')}
          </CopyButton>
        </div>
        <Facts facts={claimFacts(token.claims)} />
        <Json label={t('Claims')} value={token.claims} />
        {isJwt && (
          <div className="grid gap-2">
            <h3>{t('Verify it without asking the server')}</h3>
            <p>
              <a href={jwks}>{t('Public keys (JWKS)')}</a>
            </p>
            <pre className="overflow-x-auto rounded-control bg-subtle p-3">{snippetOf(jwks, String(issuer ?? ''))}</pre>
          </div>
        )}
      </div>
    </Panel>
  )
}

const snippetOf = (jwks: string, issuer: string): string =>
  `import { OfflineVerifier } from '@latchkey/sdk'

const verifier = new OfflineVerifier({
  jwksUrl: '${jwks}',
  issuer: ['${issuer}'],
})
const { valid, claims } = await verifier.verify(token)`
