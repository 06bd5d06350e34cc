import { Eye, EyeOff } from 'lucide-react'
import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId, useState } from 'react'
import { t } from '../i18n/i18n.ts'
import { IconButton } from './button.tsx'

const inputClass =
  'w-full min-h-[var(--control)] rounded-control border border-strong bg-ground px-3 text-body text-ink placeholder:text-faint disabled:bg-subtle disabled:text-muted aria-invalid:border-error'

interface FieldFrame {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

interface Wiring {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** A label above its control, with help and what is wrong below it, wired for assistive technology. */
export function Field({ label, hint, error, children }: FieldFrame & { readonly children: (wiring: Wiring) => ReactNode }) {
  const id = useId()
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-body font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hint !== undefined && (
        <div id={`${id}-hint`} className="text-table text-muted">
          {hint}
        </div>
      )}
      {error !== undefined && (
        <div id={`${id}-error`} className="text-table text-error">
          {error}
        </div>
      )}
    </div>
  )
}

export type TextFieldProps = FieldFrame & InputHTMLAttributes<HTMLInputElement>

export const TextField = ({ label, hint, error, className = '', ...rest }: TextFieldProps) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => <input type="text" autoComplete="off" {...rest} {...wiring} className={`${inputClass} ${className}`} />}
  </Field>
)

export const TextAreaField = ({
  label,
  hint,
  error,
  className = '',
  ...rest
}: FieldFrame & TextareaHTMLAttributes<HTMLTextAreaElement>) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => <textarea rows={4} {...rest} {...wiring} className={`${inputClass} py-2 ${className}`} />}
  </Field>
)

/** A password that may be looked at, and pasted. */
export function PasswordField({ label, hint, error, ...rest }: TextFieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <div className="relative">
          <input {...rest} {...wiring} type={shown ? 'text' : 'password'} spellCheck={false} className={`${inputClass} pe-12`} />
          <IconButton
            className="absolute end-0 inset-y-0"
            label={shown ? t('Hide password') : t('Show password')}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff aria-hidden size={16} /> : <Eye aria-hidden size={16} />}
          </IconButton>
        </div>
      )}
    </Field>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

/** The browser's own list: it works everywhere, with every keyboard and on every phone. */
export function SelectField({
  label,
  hint,
  error,
  choices,
  onChoose,
  ...rest
}: FieldFrame & {
  readonly choices: readonly Choice[]
  readonly value: string
  readonly onChoose: (value: string) => void
  readonly disabled?: boolean
  readonly name?: string
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <select {...rest} {...wiring} className={inputClass} onChange={(event) => onChoose(event.target.value)}>
          {choices.map(({ value, label: text, disabled }) => (
            <option key={value} value={value} disabled={disabled}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function CheckField({
  label,
  hint,
  ...rest
}: { readonly label: ReactNode; readonly hint?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <div className="flex gap-2">
      <input
        {...rest}
        id={id}
        type="checkbox"
        className="mt-0.5 size-5 shrink-0 accent-(--accent)"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <div id={`${id}-hint`} className="text-table text-muted">
            {hint}
          </div>
        )}
      </div>
    </div>
  )
}
