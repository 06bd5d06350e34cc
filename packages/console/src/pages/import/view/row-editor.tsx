import { type FormEvent, useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { PasswordField, TextField } from '../../../ui/field.tsx'
import { type Field, fields } from '../sheet/fields.ts'
import type { RowView } from '../sheet/import-sheet.ts'
import { fieldName } from './problem-text.ts'

type Given = RowView['given']

/** One row under the row it changes. The key itself is never shown: it is replaced or left as it is. */
export function RowEditor({
  row,
  onClose,
  onSave,
}: {
  readonly row: RowView
  readonly onClose: () => void
  readonly onSave: (number: number, changes: Partial<Record<Field, string>>) => Promise<void>
}) {
  const [given, setGiven] = useState<Given>(row.given)
  const [key, setKey] = useState('')
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    await onSave(row.number, { ...given, ...(key === '' ? {} : { raw_key: key, key_hash: '', hash_algorithm: '' }) })
    onClose()
  }
  const shown = fields.filter(
    (field): field is keyof Given => field !== 'raw_key' && (!field.includes('hash') || row.given[field] !== ''),
  )
  return (
    <tr>
      <td colSpan={6} className="border-t border-line bg-subtle p-4">
        <form
          aria-label={t('Edit row {row}', { row: row.number })}
          onSubmit={(event) => void save(event)}
          onKeyDown={(event) => event.key === 'Escape' && onClose()}
          className="grid gap-4"
        >
          <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
            <PasswordField
              label={t('Another key')}
              hint={t('Empty: {key} stays.', { key: row.maskedKey === '' ? '—' : row.maskedKey })}
              autoComplete="off"
              autoFocus
              onChange={(event) => setKey(event.target.value)}
            />
            {shown.map((field) => (
              <TextField
                key={field}
                label={fieldName(field)}
                value={given[field]}
                onChange={(event) => setGiven({ ...given, [field]: event.target.value })}
              />
            ))}
          </div>
          <Actions>
            <Button onClick={onClose}>{t('Cancel')}</Button>
            <Button type="submit" look="primary">
              {t('Save row')}
            </Button>
          </Actions>
        </form>
      </td>
    </tr>
  )
}
