import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { failureOf } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'

/** Something that cannot be taken back: says what it breaks, and where it would hurt wants the name of the thing typed. */
export function TypedConfirmation({
  title,
  children,
  expected,
  expectedLabel,
  action,
  run,
  onClose,
}: {
  readonly title: string
  readonly children: ReactNode
  /** What has to be typed; absent where the consequence alone is enough. */
  readonly expected?: string | undefined
  readonly expectedLabel?: string
  readonly action: string
  readonly run: () => Promise<unknown>
  readonly onClose: () => void
}) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const cancelRef = useRef<HTMLButtonElement>(null)
  const isConfirmed = expected === undefined || typed.trim() === expected
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!isConfirmed) return
    setBusy(true)
    try {
      await run()
      onClose()
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={title} onClose={onClose} {...(expected === undefined ? { initialFocus: cancelRef } : {})}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        {children}
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        {expected !== undefined && (
          <TextField
            label={expectedLabel ?? ''}
            hint={
              <>
                {t('Type')}{' '}
                <code translate="no" data-private>
                  {expected}
                </code>
              </>
            }
            className="font-mono"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <Actions>
          <Button ref={cancelRef} onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" look="danger" busy={busy} disabled={!isConfirmed}>
            {action}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
