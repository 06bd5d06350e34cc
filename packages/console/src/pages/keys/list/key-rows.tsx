import type { Failure } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import type { ListedKey } from '../key-queries.ts'
import { type CellContext, KeyName, shownColumns } from './key-columns.tsx'
import { KeyStatusBadge } from './key-status.tsx'
import { type RowActions, RowMenu } from './row-menu.tsx'
import type { Selection } from './selection.ts'

export interface KeyRowsProps {
  readonly keys: readonly ListedKey[]
  readonly label: string
  readonly selection: Selection
  readonly actions: RowActions
  readonly context: CellContext
  /** Why the last bulk revocation left a key alone. */
  readonly failed: ReadonlyMap<string, Failure>
}

const CHECKBOX = 'size-5 accent-(--accent) align-middle'

export function KeyTable({ keys, label, selection, actions, context, failed }: KeyRowsProps) {
  const columns = shownColumns(context.address.search.cols)
  const head = (
    <>
      <Th>
        <input
          type="checkbox"
          className={CHECKBOX}
          aria-label={t('Select all keys of this page')}
          checked={selection.all}
          onChange={selection.toggleAll}
        />
      </Th>
      <Th>{t('Name')}</Th>
      {columns.map(({ id, label: text, sort }) => (
        <Th key={id} {...(sort === undefined ? {} : { sort })}>
          {text}
        </Th>
      ))}
      <Th>
        <span className="sr-only">{t('Actions')}</span>
      </Th>
    </>
  )
  return (
    <Table label={label} head={head}>
      {keys.map((key) => (
        <tr key={key.key_id} className="focus-within:bg-subtle hover:bg-subtle">
          <Td className="w-8">
            <SelectBox apiKey={key} selection={selection} />
          </Td>
          <Td className="min-w-64">
            <KeyName apiKey={key} project={actions.project} />
            <FailedMark failure={failed.get(key.key_id)} />
          </Td>
          {columns.map(({ id, cell }) => (
            <Td key={id}>{cell(key, context)}</Td>
          ))}
          <Td className="w-10 text-end">
            <RowMenu apiKey={key} actions={actions} />
          </Td>
        </tr>
      ))}
    </Table>
  )
}

/** On phones: name, status, last use and the menu of each key. */
export const KeyCards = ({ keys, label, selection, actions, failed }: KeyRowsProps) => (
  <ul aria-label={label} className="grid gap-2">
    {keys.map((key) => (
      <li key={key.key_id} className="grid gap-2 rounded-panel border border-line p-3">
        <div className="flex items-start gap-3">
          <SelectBox apiKey={key} selection={selection} />
          <div className="min-w-0 flex-1">
            <KeyName apiKey={key} project={actions.project} />
            <FailedMark failure={failed.get(key.key_id)} />
          </div>
          <RowMenu apiKey={key} actions={actions} />
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2 text-table">
          <KeyStatusBadge apiKey={key} />
          <span className="text-muted">
            {t('Last used')} <Time at={key.last_used_time} never={t('never')} />
          </span>
        </div>
      </li>
    ))}
  </ul>
)

const SelectBox = ({ apiKey, selection }: { readonly apiKey: ListedKey; readonly selection: Selection }) => (
  <input
    type="checkbox"
    className={CHECKBOX}
    aria-label={t('Select {name}', { name: apiKey.name })}
    checked={selection.has(apiKey.key_id)}
    onChange={() => selection.toggle(apiKey.key_id)}
  />
)

const FailedMark = ({ failure }: { readonly failure: Failure | undefined }) =>
  failure === undefined ? null : (
    <Badge tone="error" sign="▲">
      {t('Not revoked')} <code>{failure.reason}</code>
    </Badge>
  )
