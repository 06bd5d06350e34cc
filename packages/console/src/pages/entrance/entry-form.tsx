import { type ReactNode, useEffect, useState } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField, TextField, type TextFieldProps } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import type { Entry } from './use-entry.ts'

/** The fields of an entrance, what was wrong above them, and the one button below. */
export function EntryForm({
  entry: { busy, refusal, problemOf, submit, formRef, messageRef },
  button,
  children,
}: {
  readonly entry: Entry
  readonly button: string
  readonly children: ReactNode
}) {
  const waiting = useSecondsUntil(refusal?.waitUntil)
  const isAtField = refusal?.field !== undefined && fields.has(refusal.field) && problemOf(refusal.field) !== undefined
  return (
    <form ref={formRef} onSubmit={(event) => void submit(event)} className="grid max-w-[420px] gap-4">
      <div ref={messageRef} tabIndex={-1} role="alert" className="empty:hidden">
        {refusal !== undefined && !isAtField && <Note tone="error">{refusal.message}</Note>}
      </div>
      {waiting > 0 && (
        <p role="timer" className="text-muted">
          {t('You can try again in {seconds, plural, one {# second} other {# seconds}}.', { seconds: waiting })}
        </p>
      )}
      {children}
      <div>
        <Button type="submit" look="primary" busy={busy} disabled={waiting > 0}>
          {button}
        </Button>
      </div>
    </form>
  )
}

/** Those that say themselves what is wrong with them. */
const fields: ReadonlySet<string> = new Set(['email', 'password', 'name'])

interface Typed {
  readonly value: string
  readonly onType: (value: string) => void
  readonly error?: string | undefined
}

const typing = ({ value, onType, error }: Typed) => ({
  value,
  error,
  onChange: (event: { readonly target: { readonly value: string } }) => onType(event.target.value),
})

export const EmailField = (typed: Typed) => (
  <TextField {...typing(typed)} label={t('Email')} name="email" type="email" autoComplete="username" required />
)

export const OptionalField = ({
  label,
  name,
  hint,
  autoComplete = 'off',
  ...typed
}: Typed & Pick<TextFieldProps, 'label' | 'name' | 'hint' | 'autoComplete'>) => (
  <TextField {...typing(typed)} label={label} name={name} hint={hint} autoComplete={autoComplete} maxLength={256} />
)

export const CurrentPasswordField = (typed: Typed) => (
  <PasswordField {...typing(typed)} label={t('Password')} name="password" autoComplete="current-password" required />
)

export const NewPasswordField = (typed: Typed) => (
  <PasswordField
    {...typing(typed)}
    label={t('Password')}
    name="password"
    autoComplete="new-password"
    hint={t('At least 12 characters. Well-known passwords are refused.')}
    required
  />
)

/** Whole seconds left, counted down on the page; 0 when there is nothing to wait for. */
function useSecondsUntil(instant: number | undefined): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (instant === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() >= instant) clearInterval(timer)
    }, 1000)
    return () => clearInterval(timer)
  }, [instant])
  return instant === undefined ? 0 : Math.max(0, Math.ceil((instant - now) / 1000))
}
