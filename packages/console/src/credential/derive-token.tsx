import type { FormEvent } from 'react'
import { t } from '../i18n/i18n.ts'
import { readCredential } from '../key-text/read-credential.ts'
import { Button } from '../ui/button.tsx'
import { FailurePanel, Panel } from '../ui/panel.tsx'
import { ChosenScopes, FurtherClaims, KindAndLife, TypedScopes } from './derive-fields.tsx'
import { DerivedTokenPanel } from './derived-token-panel.tsx'
import { Reading } from './reading.tsx'
import { SecretField } from './secret-field.tsx'
import { type Derivation, useDerivation } from './use-derivation.ts'

/** A short-lived token in place of a key. It takes the key itself, which only its holder has. */
export function DeriveToken({
  project,
  scopes,
  disabledBecause,
}: {
  readonly project: string
  /** Of the key, where it is known. */
  readonly scopes?: readonly string[]
  readonly disabledBecause: string | undefined
}) {
  const derivation = useDerivation(project)
  const { failure, token, send } = derivation
  return (
    <>
      <Panel title={t('Derive a token')}>
        <DeriveForm derivation={derivation} scopes={scopes} disabledBecause={disabledBecause} />
      </Panel>
      {failure !== undefined && (
        <FailurePanel what={t('The token could not be derived')} error={failure} onRetry={() => void send()} />
      )}
      {token !== undefined && <DerivedTokenPanel project={project} token={token} />}
    </>
  )
}

function DeriveForm({
  derivation,
  scopes,
  disabledBecause,
}: {
  readonly derivation: Derivation
  readonly scopes: readonly string[] | undefined
  readonly disabledBecause: string | undefined
}) {
  const { credential, setCredential, errors, busy, send } = derivation
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void send()
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <SecretField label={t('Key to derive from')} error={errors.credential} onValue={setCredential} />
      {credential.trim() !== '' && <Reading reading={readCredential(credential)} />}
      <KindAndLife {...derivation} />
      {scopes === undefined && <TypedScopes {...derivation} />}
      {scopes !== undefined && scopes.length > 0 && <ChosenScopes {...derivation} all={scopes} />}
      <FurtherClaims {...derivation} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" busy={busy} disabled={disabledBecause !== undefined}>
          {t('Derive token')}
        </Button>
        {disabledBecause !== undefined && <span className="text-muted">{disabledBecause}</span>}
      </div>
    </form>
  )
}
