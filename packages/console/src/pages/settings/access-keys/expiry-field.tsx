import { formatInstant } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'

const DAY_MS = 86_400_000
const lengths = [7, 30, 90, 365] as const

export interface ExpiryChoice {
  /** Days, `date`, `never`, or empty while nobody has chosen. */
  readonly choice: string
  /** As `<input type="datetime-local">` has it. */
  readonly date: string
}

export const noChoice: ExpiryChoice = { choice: '', date: '' }

/** The chosen instant; `null` for none, `undefined` while the choice is not complete. */
export function chosenExpiry({ choice, date }: ExpiryChoice, now: number): Date | null | undefined {
  if (choice === 'never') return null
  if (choice === '') return undefined
  if (choice !== 'date') return new Date(now + Number(choice) * DAY_MS)
  const instant = new Date(date)
  return Number.isNaN(instant.getTime()) || instant.getTime() <= now ? undefined : instant
}

/** When an access key ends: somebody must say so, even if it is never. */
export function ExpiryField({
  value,
  error,
  onChange,
}: {
  readonly value: ExpiryChoice
  readonly error: string | undefined
  readonly onChange: (value: ExpiryChoice) => void
}) {
  const instant = chosenExpiry(value, Date.now())
  const choices = [
    { value: '', label: t('Choose …'), disabled: true },
    ...lengths.map((days) => ({ value: String(days), label: t('{days, plural, one {# day} other {# days}}', { days }) })),
    { value: 'date', label: t('On a date of your choice') },
    { value: 'never', label: t('No expiry') },
  ]
  const hint = instant instanceof Date ? t('Ends {instant}.', { instant: formatInstant(instant) }) : undefined
  const isDate = value.choice === 'date'
  return (
    <>
      <SelectField
        label={t('Expiry')}
        choices={choices}
        value={value.choice}
        hint={isDate ? undefined : hint}
        error={isDate ? undefined : error}
        onChoose={(choice) => onChange({ ...value, choice })}
      />
      {isDate && (
        <TextField
          label={t('Expires at')}
          type="datetime-local"
          value={value.date}
          hint={hint}
          error={error}
          onChange={(event) => onChange({ ...value, date: event.target.value })}
        />
      )}
      {value.choice === 'never' && (
        <Note tone="warn">{t('It works until somebody deletes it. If it leaks, nothing ends it by itself.')}</Note>
      )}
    </>
  )
}
