import type { TokenAlgorithm } from '@latchkey/sdk/messages'
import { useState } from 'react'
import { t } from '../i18n/i18n.ts'
import { CheckField, SelectField, TextAreaField, TextField } from '../ui/field.tsx'
import type { Derivation } from './use-derivation.ts'

type Part = Pick<Derivation, 'draft' | 'change' | 'errors'>

/** The kind of a token and how long it lives. */
export const KindAndLife = ({ draft: { algorithm, ttl }, change, errors }: Part) => (
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
      onChoose={(value) => change({ algorithm: value as TokenAlgorithm })}
    />
    <TextField
      label={t('Lifetime')}
      hint={t('15m, 1h, 900s. Empty: the default of the project. Never longer than its parent.')}
      error={errors.ttl}
      value={ttl}
      onChange={(event) => change({ ttl: event.target.value })}
    />
  </div>
)

/** Of a key that nobody knows yet, as text. */
export function TypedScopes({ change, errors }: Part) {
  const [text, setText] = useState('')
  const type = (typed: string): void => {
    setText(typed)
    const scopes = typed.split(/[\s,]+/).filter((scope) => scope !== '')
    change({ scopes: scopes.length === 0 ? undefined : scopes })
  }
  return (
    <TextField
      label={t('Scopes')}
      hint={t('A part of the scopes of the key, separated by blanks. Empty: all of them.')}
      error={errors.scopes}
      translate="no"
      value={text}
      onChange={(event) => type(event.target.value)}
    />
  )
}

/** Of the scopes that the key has. */
export function ChosenScopes({ draft, change, errors, all }: Part & { readonly all: readonly string[] }) {
  const chosen = draft.scopes ?? all
  const toggle = (scope: string): void => {
    const next = all.filter((each) => (each === scope) !== chosen.includes(each))
    change({ scopes: next.length === all.length ? undefined : next })
  }
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium">{t('Scopes of the token')}</legend>
      {all.map((scope) => (
        <CheckField key={scope} label={<code>{scope}</code>} checked={chosen.includes(scope)} onChange={() => toggle(scope)} />
      ))}
      {errors.scopes !== undefined && (
        <p role="alert" className="text-table text-error">
          {errors.scopes}
        </p>
      )}
    </fieldset>
  )
}

export const FurtherClaims = ({ draft: { claims }, change, errors }: Part) => (
  <TextAreaField
    label={t('Further claims')}
    hint={t('A JSON object of at most 4 KiB. Names that the server writes itself are dropped.')}
    error={errors.claims}
    className="font-mono"
    spellCheck={false}
    value={claims}
    onChange={(event) => change({ claims: event.target.value })}
  />
)
