import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { failureOf } from '../api/failure.ts'
import { t } from '../i18n/i18n.ts'
import { Button } from './button.tsx'
import { Actions, Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Note } from './panel.tsx'

export interface ConfirmDialogProps {
  readonly title: string
  /** The consequence, before the question. */
  readonly children: ReactNode
  /** The verb on the button that acts. */
  readonly action: string
  readonly look?: 'danger' | 'primary'
  /** Must be typed first; for what cannot be undone and hits many. */
  readonly typedName?: string
  /** Does it. What it rejects with is shown here, and the dialog stays. */
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks once before something happens. The focus begins on Cancel, or where the name is typed, and goes back to the opener. */
export function ConfirmDialog({ title, children, action, look = 'danger', typedName, onConfirm, onClose }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const cancelRef = useRef<HTMLButtonElement>(null)
  const openerRef = useRef(document.activeElement as HTMLElement | null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await onConfirm()
      // What opened the dialog may be gone together with what it was about.
      openerRef.current = document.querySelector('h1')
      onClose()
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      {...(typedName === undefined ? { initialFocus: cancelRef } : {})}
      finalFocus={openerRef}
    >
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <div className="grid gap-3">{children}</div>
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        {typedName !== undefined && (
          <TextField
            label={t('Type {name} to confirm', { name: typedName })}
            autoFocus
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <Actions>
          <Button ref={cancelRef} onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" look={look} busy={busy} disabled={typedName !== undefined && typed !== typedName}>
            {action}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
