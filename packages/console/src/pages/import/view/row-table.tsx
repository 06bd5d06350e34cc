import { useEffect, useRef, useState } from 'react'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Identifier } from '../../../ui/identifier.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import type { RowFilter, RowView } from '../sheet/import-sheet.ts'
import type { Import } from '../use-import.ts'
import { problemText } from './problem-text.ts'
import { RowEditor } from './row-editor.tsx'

const PAGE_ROWS = 50

const filterNames = (): Readonly<Record<RowFilter, string>> => ({
  all: t('All'),
  problems: t('Problems'),
  failed: t('Failed'),
  imported: t('Imported'),
})

/** A window onto the rows that the worker keeps; only what is shown is ever on the page. */
export function RowTable({
  work,
  filters,
  first,
  editable,
}: {
  readonly work: Import
  readonly filters: readonly RowFilter[]
  readonly first: RowFilter
  readonly editable: boolean
}) {
  const [filter, setFilter] = useState(first)
  const [offset, setOffset] = useState(0)
  const [editing, setEditing] = useState<number>()
  const opener = useRef<HTMLElement>(null)
  const shown = useRows(work, filter, offset)
  const choose = (next: RowFilter): void => {
    setFilter(next)
    setOffset(0)
    setEditing(undefined)
  }
  const closeEditor = (): void => {
    setEditing(undefined)
    opener.current?.focus()
  }
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">{t('Which rows')}</legend>
          {filters.map((one) => (
            <Button key={one} look={one === filter ? 'plain' : 'quiet'} aria-pressed={one === filter} onClick={() => choose(one)}>
              {filterNames()[one]}
            </Button>
          ))}
        </fieldset>
        <Pager offset={offset} total={shown.total} onGo={setOffset} />
      </div>
      <Table
        label={t('Rows of the file')}
        head={
          <>
            <Th>{t('Row')}</Th>
            <Th>{t('Key')}</Th>
            <Th>{t('Name')}</Th>
            <Th>{t('Actor')}</Th>
            <Th>{t('Result')}</Th>
            {editable && <Th>{t('Action')}</Th>}
          </>
        }
      >
        {shown.rows.map((row) => [
          <RowLine
            key={row.number}
            row={row}
            editable={editable}
            onEdit={(button) => {
              opener.current = button
              setEditing(row.number)
            }}
          />,
          editing === row.number && (
            <RowEditor key={`${row.number}-edit`} row={row} onClose={closeEditor} onSave={work.changeRow} />
          ),
        ])}
      </Table>
      {shown.total === 0 && shown.isLoaded && <p className="text-muted">{t('No rows here.')}</p>}
    </div>
  )
}

function useRows({ state, worker }: Import, filter: RowFilter, offset: number) {
  const [shown, setShown] = useState<{ total: number; rows: readonly RowView[]; isLoaded: boolean }>({
    total: 0,
    rows: [],
    isLoaded: false,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means that the rows have changed
  useEffect(() => {
    let isCurrent = true
    void worker.current?.rows(filter, offset, PAGE_ROWS).then((rows) => isCurrent && setShown({ ...rows, isLoaded: true }))
    return () => {
      isCurrent = false
    }
  }, [worker, filter, offset, state.version])
  return shown
}

const Pager = ({
  offset,
  total,
  onGo,
}: {
  readonly offset: number
  readonly total: number
  readonly onGo: (offset: number) => void
}) =>
  total > PAGE_ROWS && (
    <div className="flex items-center gap-2">
      <span className="text-muted">
        {t('{from}–{to} of {total}', {
          from: formatNumber(offset + 1),
          to: formatNumber(Math.min(offset + PAGE_ROWS, total)),
          total: formatNumber(total),
        })}
      </span>
      <Button disabled={offset === 0} onClick={() => onGo(Math.max(0, offset - PAGE_ROWS))}>
        {t('Previous rows')}
      </Button>
      <Button disabled={offset + PAGE_ROWS >= total} onClick={() => onGo(offset + PAGE_ROWS)}>
        {t('Next rows')}
      </Button>
    </div>
  )

const RowLine = ({
  row,
  editable,
  onEdit,
}: {
  readonly row: RowView
  readonly editable: boolean
  readonly onEdit: (button: HTMLElement) => void
}) => (
  <tr>
    <Td className="text-muted">{row.number}</Td>
    <Td>
      <code translate="no" data-private className="whitespace-nowrap">
        {row.maskedKey}
      </code>
    </Td>
    <Td className="whitespace-pre-line">{row.given.name}</Td>
    <Td>
      <span data-private>{row.given.actor_id}</span>
    </Td>
    <Td className="min-w-48">
      <Outcome row={row} />
    </Td>
    {editable && (
      <Td>
        {row.state !== 'imported' && (
          <Button
            look="quiet"
            aria-label={t('Edit row {row}', { row: row.number })}
            onClick={(event) => onEdit(event.currentTarget)}
          >
            {t('Edit')}
          </Button>
        )}
      </Td>
    )}
  </tr>
)

function Outcome({ row: { state, problems, keyId, errorCode, errorMessage } }: { readonly row: RowView }) {
  if (state === 'imported') {
    return (
      <span className="inline-flex flex-wrap items-center gap-2">
        <Badge tone="ok" sign="✓">
          {t('Imported')}
        </Badge>
        <Identifier id={keyId} name={t('Copy key id')} />
      </span>
    )
  }
  if (state === 'failed') {
    return (
      <div className="grid justify-items-start gap-1 py-1">
        <Badge tone="error" sign="✕">
          {errorCode}
        </Badge>
        <span>{errorMessage}</span>
      </div>
    )
  }
  if (problems.length === 0) return <Badge tone="neutral">{t('Ready')}</Badge>
  return (
    <ul className="py-1 text-error">
      {problems.map((problem) => (
        <li key={problem.field + problem.code}>{problemText(problem)}</li>
      ))}
    </ul>
  )
}
