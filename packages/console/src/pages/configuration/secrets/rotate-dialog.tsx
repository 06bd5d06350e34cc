import { type FormEvent, type ReactNode, useState } from 'react'
import { failureOf } from '../../../api/failure.ts'
import { formatInstant } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'

/** When the old secret stops verifying. */
type End = 'never' | 'suggested' | 'at'

/** A graceful rotation: the new secret signs from now on, and the old one goes on verifying until the chosen end. */
export function RotateDialog({
  title,
  children,
  suggestedMs,
  suggestion,
  rotate,
  onClose,
}: {
  readonly title: string
  readonly children: ReactNode
  /** After what time nothing that the old secret signed is left; `undefined`: that cannot be known. */
  readonly suggestedMs?: number | undefined
  readonly suggestion?: string
  readonly rotate: (expiresAt: string | undefined) => Promise<unknown>
  readonly onClose: () => void
}) {
  const [end, setEnd] = useState<End>(suggestedMs === undefined ? 'never' : 'suggested')
  const [at, setAt] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [openedAt] = useState(Date.now)
  const suggestedEnd = suggestedMs === undefined ? undefined : new Date(openedAt + suggestedMs)
  const chosen = { at: dateOf(at), suggested: suggestedEnd, never: undefined }[end]
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (end === 'at' && chosen === undefined) return setProblem(t('Choose when the old one stops verifying.'))
    setBusy(true)
    try {
      await rotate(chosen?.toISOString())
      onClose()
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        {children}
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        <SelectField
          label={t('The old one stops verifying')}
          value={end}
          onChoose={(value) => setEnd(value as End)}
          hint={chosen === undefined ? undefined : t('Exactly: {instant}', { instant: formatInstant(chosen) })}
          choices={[
            ...(suggestedEnd === undefined ? [] : [{ value: 'suggested', label: suggestion ?? '' }]),
            { value: 'never', label: t('When I remove it') },
            { value: 'at', label: t('At a time that I choose') },
          ]}
        />
        {end === 'at' && (
          <TextField
            label={t('Time, in your zone')}
            type="datetime-local"
            step={1}
            value={at}
            onChange={(event) => setAt(event.target.value)}
          />
        )}
        <Actions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t('Rotate')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}

const dateOf = (local: string): Date | undefined => {
  const date = new Date(local)
  return Number.isNaN(date.getTime()) ? undefined : date
}
