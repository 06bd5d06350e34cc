import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { TextAreaField, TextField } from '../../../ui/field.tsx'
import type { FormPart } from './form-part.ts'
import { METADATA_MAX_BYTES, type MetadataRow, metadataBytes, metadataOf, parseMetadata, rowsOf } from './metadata-text.ts'

const EMPTY_ROW: MetadataRow = { name: '', value: '' }

/** Attributes as rows, or as the JSON that they are. */
export function MetadataField({ draft: { metadata: text }, change, problems }: FormPart) {
  const parsed = parseMetadata(text)
  const [rows, setRows] = useState<readonly MetadataRow[] | undefined>(
    parsed === undefined ? undefined : withEmptyRow(rowsOf(parsed)),
  )
  const changeRows = (next: readonly MetadataRow[]): void => {
    setRows(next)
    const metadata = metadataOf(next)
    change({ metadata: Object.keys(metadata).length === 0 ? '' : JSON.stringify(metadata) })
  }
  const asJson = (): void => {
    setRows(undefined)
    if (parsed !== undefined && text !== '') change({ metadata: JSON.stringify(parsed, undefined, 2) })
  }
  return (
    <>
      {rows === undefined ? (
        <TextAreaField
          label={t('Metadata as JSON')}
          spellCheck={false}
          className="font-mono"
          value={text}
          onChange={(event) => change({ metadata: event.target.value })}
          placeholder='{"team": "payments"}'
          error={problems.metadata}
        />
      ) : (
        <MetadataRows rows={rows} onChange={changeRows} problem={problems.metadata} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        {parsed === undefined ? <span /> : <Meter bytes={metadataBytes(parsed)} />}
        {rows === undefined ? (
          <Button disabled={parsed === undefined} onClick={() => parsed !== undefined && setRows(withEmptyRow(rowsOf(parsed)))}>
            {t('Edit as rows')}
          </Button>
        ) : (
          <Button onClick={asJson}>{t('Edit as JSON')}</Button>
        )}
      </div>
    </>
  )
}

const withEmptyRow = (rows: readonly MetadataRow[]): readonly MetadataRow[] => (rows.length === 0 ? [EMPTY_ROW] : rows)

function MetadataRows({
  rows,
  onChange,
  problem,
}: {
  readonly rows: readonly MetadataRow[]
  readonly onChange: (rows: readonly MetadataRow[]) => void
  readonly problem: string | undefined
}) {
  const set = (at: number, changes: Partial<MetadataRow>): void =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...changes } : row)))
  return (
    <div className="grid gap-2">
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its name is being typed
        <div key={at} className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
          <TextField
            label={t('Attribute {number}', { number: at + 1 })}
            value={row.name}
            onChange={(event) => set(at, { name: event.target.value })}
          />
          <TextField
            label={t('Value {number}', { number: at + 1 })}
            value={row.value}
            onChange={(event) => set(at, { value: event.target.value })}
            aria-invalid={problem === undefined ? undefined : true}
          />
          <IconButton
            label={t('Remove row {number}', { number: at + 1 })}
            onClick={() => onChange(rows.filter((_, index) => index !== at))}
          >
            <Trash2 aria-hidden size={16} />
          </IconButton>
        </div>
      ))}
      {problem !== undefined && <p className="text-table text-error">{problem}</p>}
      <p className="text-table text-muted">{t('Numbers, true, false and JSON are kept as what they are.')}</p>
      <div>
        <Button icon={<Plus aria-hidden size={16} />} onClick={() => onChange([...rows, EMPTY_ROW])}>
          {t('Add a row')}
        </Button>
      </div>
    </div>
  )
}

const Meter = ({ bytes }: { readonly bytes: number }) => (
  <div className={`flex items-center gap-2 text-table ${bytes > METADATA_MAX_BYTES ? 'text-error' : 'text-muted'}`}>
    <span aria-hidden className="block h-2 w-24 overflow-hidden rounded-full bg-neutral-ground">
      <span className="block h-full bg-current" style={{ width: `${Math.min(100, (bytes / METADATA_MAX_BYTES) * 100)}%` }} />
    </span>
    {t('{bytes} of {maximum} bytes', { bytes: formatNumber(bytes), maximum: formatNumber(METADATA_MAX_BYTES) })}
  </div>
)
