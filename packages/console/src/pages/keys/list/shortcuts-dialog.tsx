import { t } from '../../../i18n/i18n.ts'
import { Dialog } from '../../../ui/dialog.tsx'

const shortcuts = (): readonly (readonly [keys: string, does: string])[] => [
  ['j', t('Next key')],
  ['k', t('Previous key')],
  ['Enter', t('Open the key')],
  ['/', t('Search')],
  ['c', t('Issue a key')],
  ['?', t('This list')],
  ['Esc', t('Close what is open')],
]

export const ShortcutsDialog = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog open title={t('Keyboard')} description={t('Single keys can be switched off in your account.')} onClose={onClose}>
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
      {shortcuts().map(([keys, does]) => (
        <div key={keys} className="col-span-2 grid grid-cols-subgrid">
          <dt>
            <kbd className="rounded-control border border-strong px-2 py-0.5">{keys}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
)
