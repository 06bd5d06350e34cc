import { type CSSProperties, useState } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField, TextAreaField } from '../../ui/field.tsx'

/** One credential; kept by whoever shows the field, and nowhere else. */
export const SecretField = ({
  label,
  error,
  value,
  onValue,
}: {
  readonly label: string
  readonly error?: string | undefined
  readonly value: string
  readonly onValue: (value: string) => void
}) => (
  <PasswordField
    label={label}
    error={error}
    autoComplete="off"
    translate="no"
    data-1p-ignore
    data-lpignore="true"
    value={value}
    onChange={(event) => onValue(event.target.value)}
  />
)

/** Dots in place of characters, where the browser can. */
const MASKED = { WebkitTextSecurity: 'disc' } as CSSProperties

/** Many credentials, one in a line. */
export function SecretLines({
  label,
  hint,
  error,
  value,
  onValue,
}: {
  readonly label: string
  readonly hint: string
  readonly error: string | undefined
  readonly value: string
  readonly onValue: (value: string) => void
}) {
  const [isShown, setIsShown] = useState(false)
  return (
    <div className="grid gap-2">
      <TextAreaField
        label={label}
        hint={hint}
        error={error}
        rows={8}
        autoComplete="off"
        spellCheck={false}
        translate="no"
        className="font-mono"
        style={isShown ? {} : MASKED}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
      <div>
        <Button aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
          {isShown ? t('Hide credentials') : t('Show credentials')}
        </Button>
      </div>
    </div>
  )
}
