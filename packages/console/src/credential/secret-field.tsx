import { type CSSProperties, useEffect, useState } from 'react'
import { t } from '../i18n/i18n.ts'
import { Button } from '../ui/button.tsx'
import { PasswordField, TextAreaField } from '../ui/field.tsx'

/** Grows when the page is put away: a field with it as its key comes back empty. */
function useGeneration(): number {
  const [generation, setGeneration] = useState(0)
  useEffect(() => {
    const renew = (): void => setGeneration((before) => before + 1)
    addEventListener('pagehide', renew)
    return () => removeEventListener('pagehide', renew)
  }, [])
  return generation
}

/** One credential. React would copy a `value` into the markup of the page, so the field keeps its own. */
export const SecretField = ({
  label,
  error,
  onValue,
}: {
  readonly label: string
  readonly error?: string | undefined
  readonly onValue: (value: string) => void
}) => (
  <PasswordField
    key={useGeneration()}
    label={label}
    error={error}
    autoComplete="off"
    translate="no"
    data-1p-ignore
    data-lpignore="true"
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
  onValue,
}: {
  readonly label: string
  readonly hint: string
  readonly error: string | undefined
  readonly onValue: (value: string) => void
}) {
  const [isShown, setIsShown] = useState(false)
  return (
    <div className="grid gap-2">
      <TextAreaField
        key={useGeneration()}
        label={label}
        hint={hint}
        error={error}
        rows={8}
        autoComplete="off"
        spellCheck={false}
        translate="no"
        className="font-mono"
        style={isShown ? {} : MASKED}
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
