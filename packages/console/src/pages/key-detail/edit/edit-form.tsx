import { lazy, type ReactNode, useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { Note } from '../../../ui/panel.tsx'
import { SameAsCall } from '../../../ui/same-as-call.tsx'
import { ConflictNote } from './conflict-note.tsx'
import type { FieldEdit } from './use-field-edit.ts'

const EditAsCall = lazy(async () => ({ default: (await import('./edit-as-call.tsx')).EditAsCall }))

/** The form of one field: its control, what is wrong with it, and what somebody else did to the key meanwhile. */
export function EditForm<Draft>({
  edit,
  value,
  problem,
  children,
}: {
  readonly edit: FieldEdit<Draft>
  /** What would be saved. */
  readonly value: unknown
  readonly problem: string | undefined
  readonly children: (error: string | undefined) => ReactNode
}) {
  const [tried, setTried] = useState(false)
  const save = (): void => {
    setTried(true)
    if (problem === undefined) void edit.save(value)
  }
  return (
    <form
      noValidate
      className="grid max-w-[560px] gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') edit.cancel()
      }}
    >
      {children(tried ? problem : undefined)}
      {edit.problem !== undefined && (
        <div role="alert">
          <Note tone="error">{edit.problem}</Note>
        </div>
      )}
      {edit.conflict !== undefined && <ConflictNote conflict={edit.conflict} field={edit.edited.field} yours={value} />}
      {problem === undefined && <SameAsCall>{() => <EditAsCall edited={edit.edited} value={value} />}</SameAsCall>}
      <Actions>
        <Button onClick={edit.cancel}>{edit.conflict === undefined ? t('Cancel') : t('Keep theirs')}</Button>
        <Button type="submit" look="primary" busy={edit.busy}>
          {edit.conflict === undefined ? t('Save') : t('Save mine over it')}
        </Button>
      </Actions>
    </form>
  )
}
