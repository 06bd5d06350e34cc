import { Columns3 } from 'lucide-react'
import { lazy } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { buttonClass } from '../../../ui/button.tsx'
import { PopupButton } from '../../../ui/popup-button.tsx'
import { columnChoices, columnsText } from './key-columns.tsx'
import type { ListAddress } from './list-address.ts'

const load = () => import('./column-menu-popup.tsx')
const ColumnMenuPopup = lazy(async () => ({ default: (await load()).ColumnMenuPopup }))

/** Which columns there are, and how high the rows are. The columns stand in the address, the height is this person's. */
export function ColumnMenu({ address: { search, change } }: { readonly address: ListAddress }) {
  const choices = columnChoices(search.cols)
  const choose = (id: string, shown: boolean): void =>
    change({
      cols: columnsText(choices.filter((choice) => (choice.id === id ? shown : choice.shown)).map((choice) => choice.id)),
    })
  return (
    <PopupButton
      kind="menu"
      className={buttonClass()}
      load={load}
      popup={(popup) => <ColumnMenuPopup {...popup} choices={choices} onChoose={choose} />}
    >
      <Columns3 aria-hidden size={16} />
      {t('Columns')}
    </PopupButton>
  )
}
