import { Pencil } from 'lucide-react'
import type { ReactNode } from 'react'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Panel } from '../../../ui/panel.tsx'
import type { KeyViewProps } from '../key-view.ts'
import type { EditableField } from '../loaded-key.ts'
import { fieldName } from '../pure/key-texts.ts'
import type { Reading } from '../pure/read-fields.ts'
import { EditForm } from './edit-form.tsx'
import { type FieldEdit, useFieldEdit } from './use-field-edit.ts'

/** A field of the key as a panel: shown, and edited in place. */
export function EditablePanel<Draft>({
  project,
  loaded,
  field,
  initial,
  read,
  control,
  extra,
  children,
}: KeyViewProps & {
  readonly field: EditableField
  readonly initial: Draft
  readonly read: (draft: Draft) => Reading
  readonly control: (draft: Draft, change: (draft: Draft) => void, error: string | undefined) => ReactNode
  /** Further actions while nobody edits. */
  readonly extra?: (edit: FieldEdit<Draft>) => ReactNode
  readonly children: ReactNode
}) {
  const rights = useRights(project)
  const edit = useFieldEdit<Draft>(project, loaded, field)
  const { draft } = edit
  if (draft === undefined) {
    const may = rights.may('keys:update')
    const edits = (
      <div className="flex flex-wrap gap-2">
        {may && extra?.(edit)}
        <Button
          ref={edit.openerRef}
          icon={<Pencil aria-hidden size={16} />}
          disabled={!may}
          aria-label={t('Edit: {field}', { field: fieldName(field) })}
          onClick={() => edit.begin(initial)}
        >
          {t('Edit')}
        </Button>
      </div>
    )
    return (
      <Panel title={fieldName(field)} actions={edits}>
        {children}
      </Panel>
    )
  }
  const reading = read(draft)
  const problem = 'problem' in reading ? reading.problem : undefined
  return (
    <Panel title={fieldName(field)}>
      <EditForm edit={edit} value={'value' in reading ? reading.value : undefined} problem={problem}>
        {(error) => control(draft, edit.change, error)}
      </EditForm>
    </Panel>
  )
}
