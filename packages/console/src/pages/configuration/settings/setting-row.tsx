import type { SettingSource } from '@latchkey/contract/messages/console'
import type { ReactNode } from 'react'
import { formatDuration } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { CheckField, TextField } from '../../../ui/field.tsx'
import { goDurationMs } from './go-duration.ts'
import type { JsonValue } from './json.ts'
import { RetiredList } from './retired-list.tsx'
import type { SettingRowProps } from './setting-row-props.ts'
import { isFixed } from './setting-values.ts'

/** One setting: what it does, what it is, what it would be, and who decides. */
export function SettingRow(props: SettingRowProps) {
  const { definition, origin, value, mayEdit, onChange } = props
  const isReadOnly = !mayEdit || isFixed(origin)
  const isDefault = JSON.stringify(value) === JSON.stringify(origin.default)
  return (
    <div className="grid gap-3 py-6 lg:grid-cols-[minmax(0,1fr)_280px]">
      <div className="min-w-0 max-w-[560px]">
        <Control {...props} isReadOnly={isReadOnly} />
      </div>
      <div className="grid content-start gap-2 text-table">
        <SourceLine origin={origin} />
        <p className="text-muted">
          {t('Default')}: <span className="text-ink">{shownDefault(origin.default as JsonValue | undefined)}</span>
        </p>
        {!isReadOnly && !isDefault && origin.default !== undefined && definition.kind !== 'list' && (
          <div>
            <Button
              aria-label={t('Use the default for {setting}', { setting: definition.label })}
              onClick={() => onChange(origin.default as JsonValue)}
            >
              {t('Use the default')}
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}

/** Who decides about a setting, and when a change of it counts. */
export const SourceLine = ({ origin }: { readonly origin: SettingSource }) => (
  <div className="grid gap-2">
    <div className="flex flex-wrap gap-2">
      <Badge tone={origin.source === 'default' ? 'neutral' : 'info'} sign={isFixed(origin) ? '■' : '○'}>
        {sourceName(origin.source)}
      </Badge>
      {origin.reload === 'live' ? (
        <Badge tone="ok" sign="✓">
          {t('Applies now')}
        </Badge>
      ) : (
        <Badge tone="warn" sign="↻">
          {t('Restart needed')}
        </Badge>
      )}
    </div>
    {origin.source === 'env' && (
      <p>
        {t('Set by the environment of the server:')} <code>{origin.variable}</code>
      </p>
    )}
    {origin.source === 'file' && <p>{t('Set in the configuration file of the server.')}</p>}
  </div>
)

const sourceName = (source: SettingSource['source']): string =>
  ({ console: t('Set in the console'), env: t('Environment'), file: t('File'), default: t('Default value') })[source]

function shownDefault(value: JsonValue | undefined): ReactNode {
  if (typeof value === 'boolean') return value ? t('on') : t('off')
  if (value === undefined || value === '' || Array.isArray(value)) return t('none')
  return <code translate="no">{String(value)}</code>
}

function Control({ isReadOnly, ...props }: SettingRowProps & { readonly isReadOnly: boolean }) {
  const { definition, value, problem, onChange } = props
  const { label, effect, kind, path } = definition
  if (kind === 'flag')
    return (
      <CheckField
        name={path}
        label={<span className="font-medium">{label}</span>}
        hint={effect}
        checked={value === true}
        disabled={isReadOnly}
        onChange={(event) => onChange(event.target.checked)}
      />
    )
  if (kind === 'list') return <RetiredList {...props} isReadOnly={isReadOnly} />
  const ms = kind === 'duration' ? goDurationMs(String(value)) : undefined
  return (
    <div className="grid gap-2">
      <TextField
        name={path}
        label={label}
        hint={ms === undefined || ms === 0 ? effect : `${effect} ${t('Now: {length}.', { length: formatDuration(ms) })}`}
        error={problem}
        value={String(value)}
        readOnly={isReadOnly}
        className={`font-mono ${isReadOnly ? 'bg-subtle text-muted' : ''}`}
        spellCheck={false}
        translate="no"
        onChange={(event) => onChange(event.target.value)}
      />
      {definition.stops !== undefined && !isReadOnly && (
        <StopSlider label={label} stops={definition.stops} ms={ms} onChange={onChange} />
      )}
    </div>
  )
}

/** The nearest of some usual lengths of time. */
function StopSlider({
  label,
  stops,
  ms,
  onChange,
}: {
  readonly label: string
  readonly stops: readonly string[]
  readonly ms: number | undefined
  readonly onChange: (value: string) => void
}) {
  const index = Math.max(
    0,
    stops.findLastIndex((stop) => (goDurationMs(stop) ?? 0) <= (ms ?? 0)),
  )
  return (
    <input
      type="range"
      className="w-full accent-(--accent)"
      aria-label={t('{setting}: usual values', { setting: label })}
      aria-valuetext={stops[index]}
      min={0}
      max={stops.length - 1}
      value={index}
      onChange={(event) => onChange(stops[Number(event.target.value)] ?? '')}
    />
  )
}
