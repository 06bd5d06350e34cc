import { type KeyboardEvent, useState } from 'react'
import { formatInstant, formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import type { JsonValue } from './json.ts'
import type { SettingDefinition } from './setting-definitions.ts'
import type { SettingRowProps } from './setting-row-props.ts'
import { retiredEnd, retiredValue } from './setting-values.ts'

/** Values that were replaced and still count, each with how many live keys depend on it where that is known. */
export function RetiredList({
  definition,
  value,
  problem,
  liveKeysOf,
  isReadOnly,
  onChange,
}: SettingRowProps & { readonly isReadOnly: boolean }) {
  const { label, effect, path } = definition
  const entries: readonly JsonValue[] = Array.isArray(value) ? value : []
  const hasKeys = path.startsWith('credentials.api_keys.prefix.')
  return (
    <fieldset className="grid gap-2">
      <legend className="text-body font-medium">{label}</legend>
      <p className="text-table text-muted">{effect}</p>
      {entries.length === 0 && <p className="text-muted">{t('None.')}</p>}
      {entries.length > 0 && (
        <ul className="grid gap-1">
          {entries.map((entry) => (
            <li key={retiredValue(entry)} className="flex flex-wrap items-center justify-between gap-2">
              <span>
                <code translate="no">{retiredValue(entry)}</code>
                <span className="text-muted">
                  {hasKeys && <> · {liveKeysText(liveKeysOf(retiredValue(entry)))}</>}
                  <EndText end={retiredEnd(entry)} />
                </span>
              </span>
              {!isReadOnly && (
                <Button
                  aria-label={t('Remove {value}', { value: retiredValue(entry) })}
                  onClick={() => onChange(entries.filter((other) => other !== entry))}
                >
                  {t('Remove')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {problem !== undefined && (
        <p role="alert" className="text-error">
          {problem}
        </p>
      )}
      {!isReadOnly && <AddValue definition={definition} entries={entries} onAdd={(added) => onChange([...entries, added])} />}
    </fieldset>
  )
}

const liveKeysText = (count: number): string =>
  t('{count, plural, =0 {no live keys} one {1 live key} other {{shown} live keys}}', { count, shown: formatNumber(count) })

const EndText = ({ end }: { readonly end: string | undefined }) =>
  end === undefined ? null : <> · {t('until {end}', { end: formatInstant(new Date(end)) })}</>

function AddValue({
  definition: { label, problem },
  entries,
  onAdd,
}: {
  readonly definition: SettingDefinition
  readonly entries: readonly JsonValue[]
  readonly onAdd: (value: string) => void
}) {
  const [text, setText] = useState('')
  const isListed = entries.some((entry) => retiredValue(entry) === text)
  const objection = isListed ? t('It is listed already.') : problem?.(text, {})
  const broken = text === '' ? undefined : objection
  const add = (): void => {
    if (text === '' || broken !== undefined) return
    onAdd(text)
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  }
  return (
    <div className="flex items-end gap-2">
      <div className="min-w-0 grow">
        <TextField
          label={t('Another one')}
          aria-label={t('Another one: {setting}', { setting: label })}
          value={text}
          error={broken}
          className="font-mono"
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <Button
        onClick={add}
        disabled={text === '' || broken !== undefined}
        aria-label={t('Add to: {setting}', { setting: label })}
      >
        {t('Add')}
      </Button>
    </div>
  )
}
