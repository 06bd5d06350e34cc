import { t } from '../../../i18n/i18n.ts'
import { Note } from '../../../ui/panel.tsx'
import { type EditableField, editableFields, type KeyRecord } from '../loaded-key.ts'
import { fieldName, fieldText } from '../pure/key-texts.ts'
import type { EditConflict } from './use-field-edit.ts'

/** What somebody else changed since the person began to edit, beside what the person wants to save. */
export function ConflictNote({
  conflict: { seen, theirs },
  field,
  yours,
}: {
  readonly conflict: EditConflict
  readonly field: EditableField
  readonly yours: unknown
}) {
  const changed = editableFields.filter((name) => name === field || fieldText(seen.key, name) !== fieldText(theirs.key, name))
  const mine = { ...theirs.key, [field]: yours } as KeyRecord
  return (
    <div role="alert">
      <Note tone="warn" title={t('Somebody else changed this key meanwhile. Nothing was saved yet.')}>
        <dl className="mt-2 grid gap-2">
          {changed.map((name) => (
            <div key={name} className="grid gap-1">
              <dt className="font-medium">{fieldName(name)}</dt>
              <dd>
                {t('Theirs')}: <code>{fieldText(theirs.key, name)}</code>
              </dd>
              {name === field && (
                <dd>
                  {t('Yours')}: <code>{fieldText(mine, name)}</code>
                </dd>
              )}
            </div>
          ))}
        </dl>
      </Note>
    </div>
  )
}
