import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import type { ListedKey } from '../key-queries.ts'
import { keysCsv, saveFile } from './keys-csv.ts'

/** What can be done with the selected keys of this page. */
export const SelectionBar = ({
  selected,
  mayRevoke,
  onRevoke,
  onClear,
}: {
  readonly selected: readonly ListedKey[]
  readonly mayRevoke: boolean
  readonly onRevoke: () => void
  readonly onClear: () => void
}) => (
  <section
    aria-label={t('Selection')}
    className="sticky top-2 z-10 flex flex-wrap items-center gap-2 rounded-panel border border-line bg-subtle p-2 ps-4"
  >
    <p role="status" className="me-auto font-medium">
      {t('{count, plural, one {# key selected} other {# keys selected}}', { count: selected.length })}
    </p>
    {!mayRevoke && <p className="text-muted">{t('Your role may only look.')}</p>}
    <Button look="danger" disabled={!mayRevoke} onClick={onRevoke}>
      {t('Revoke …')}
    </Button>
    <CopyButton text={selected.map(({ key_id }) => key_id).join('\n')} label={t('Copy ids')}>
      {t('Copy ids')}
    </CopyButton>
    <Button onClick={() => saveFile('keys.csv', keysCsv(selected), 'text/csv')}>{t('Export CSV')}</Button>
    <Button look="quiet" onClick={onClear}>
      {t('Clear')}
    </Button>
  </section>
)
