import { usePreferences } from '../app/preferences.ts'
import { t } from '../i18n/i18n.ts'
import { TextField } from './field.tsx'

const two = (value: number): string => String(value).padStart(2, '0')

/** An instant as `datetime-local` writes it, in the zone that the person has chosen. */
export function toLocalText(instant: string | undefined, utc: boolean): string {
  if (instant === undefined || Number.isNaN(Date.parse(instant))) return ''
  const at = new Date(instant)
  if (utc) return at.toISOString().slice(0, 16)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

export function fromLocalText(text: string, utc: boolean): string | undefined {
  const ms = text === '' ? Number.NaN : Date.parse(utc ? `${text}Z` : text)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

/** A day and time; `value` and what it answers with are RFC 3339 or undefined. */
export function InstantField({
  label,
  value,
  onChange,
  error,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (instant: string | undefined) => void
  readonly error?: string
}) {
  const utc = usePreferences().zone === 'utc'
  return (
    <TextField
      label={`${label} (${utc ? 'UTC' : t('local time')})`}
      type="datetime-local"
      error={error}
      defaultValue={toLocalText(value, utc)}
      key={String(utc)}
      onChange={(event) => onChange(fromLocalText(event.target.value, utc))}
    />
  )
}
