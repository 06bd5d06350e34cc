import { t } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'

type Shortcut = readonly [keys: string, does: string]

const groups = (): readonly (readonly [title: string, shortcuts: readonly Shortcut[]])[] => [
  [
    t('Everywhere'),
    [
      [t('Ctrl or ⌘ K'), t('Find or do something')],
      ['g k', t('Keys')],
      ['g p', t('Playground')],
      ['g u', t('Usage')],
      ['g a', t('Audit')],
      ['g s', t('API keys of the project')],
      ['.', t('Presentation mode on or off')],
      ['?', t('This list')],
      ['Esc', t('Close what is open')],
      [t('Ctrl or ⌘ Enter'), t('Send the form')],
    ],
  ],
  [
    t('In the list of keys'),
    [
      ['j', t('Next key')],
      ['k', t('Previous key')],
      ['Enter', t('Open the key')],
      ['/', t('Search')],
      ['c', t('Issue a key')],
    ],
  ],
]

export const ShortcutsDialog = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog open title={t('Keyboard')} description={t('Single keys can be switched off in your account.')} onClose={onClose}>
    <div className="grid gap-6 sm:grid-cols-2">
      {groups().map(([title, shortcuts]) => (
        <section key={title} aria-label={title}>
          <h3 className="mb-2">{title}</h3>
          <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
            {shortcuts.map(([keys, does]) => (
              <div key={keys} className="col-span-2 grid grid-cols-subgrid">
                <dt>
                  <kbd className="rounded-control border border-strong px-2 py-0.5 whitespace-nowrap">{keys}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  </Dialog>
)
