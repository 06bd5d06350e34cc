import { Dialog as Base } from '@base-ui/react/dialog'
import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { formatInstant } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { Note } from '../../ui/panel.tsx'
import { idIn } from './commands.ts'
import { optionId, PaletteOptions } from './palette-options.tsx'
import { closePalette } from './palette-state.ts'
import { type PastedSecret, pastedSecret } from './pasted-secret.ts'
import { useCommands, useGo, usePaletteProject } from './use-commands.ts'

/** Every page and every action by its name: typed, chosen with the arrows, done with Enter. A pasted key is read, never kept. */
export function PaletteDialog() {
  const project = usePaletteProject()
  const go = useGo(project)
  const [typed, setTyped] = useState('')
  const [pasted, setPasted] = useState<PastedSecret>()
  const [chosen, setChosen] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const commands = useCommands(project, typed, pasted)
  const type = (text: string): void => {
    const secret = pastedSecret(text)
    setPasted(secret)
    setTyped(secret === undefined ? text : '')
    setChosen(0)
  }
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text')
    const id = idIn(text)
    if (id === undefined && pastedSecret(text) === undefined) return
    event.preventDefault()
    if (id === undefined) type(text)
    else go({ go: `api-keys/keys/${id}` })
  }
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setChosen((chosen + step + commands.length) % Math.max(1, commands.length))
    }
    if (event.key !== 'Enter') return
    // Or else the button that gets the focus back would be pressed by the rest of this very stroke.
    event.preventDefault()
    const command = commands[chosen]
    if (command !== undefined) go(command)
  }
  return (
    <Base.Root open onOpenChange={(next) => !next && closePalette()}>
      <Base.Portal>
        <Base.Backdrop className="overlay fixed inset-0 z-40 bg-black/40" />
        <Base.Popup
          initialFocus={input}
          className="overlay fixed inset-x-4 top-[10vh] z-50 mx-auto max-w-[560px] rounded-panel border border-line bg-raised text-ink shadow-xl"
        >
          <Base.Title className="sr-only">{t('Find or do something')}</Base.Title>
          <input
            ref={input}
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={commands.length > 0 ? optionId(listId, chosen) : undefined}
            aria-label={t('Page, action, key name, id or pasted key')}
            placeholder={t('Page, action, key name, id or pasted key')}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            translate="no"
            className="w-full rounded-t-panel border-b border-line bg-transparent px-4 py-3 -outline-offset-2"
            value={typed}
            onChange={(event) => type(event.target.value)}
            onPaste={onPaste}
            onKeyDown={onKey}
          />
          <div role="status">{pasted !== undefined && <ReadHere secret={pasted} />}</div>
          <PaletteOptions id={listId} commands={commands} chosen={chosen} onChoose={go} />
          {commands.length === 0 && <p className="px-4 pb-4 text-muted">{t('Nothing has that name.')}</p>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** What the pasted text is; it is gone from the field. */
const ReadHere = ({ secret }: { readonly secret: PastedSecret }) => (
  <div className="px-4 pt-3">
    <Note tone="info" title={titleOf(secret)}>
      <p>{t('It was read in this browser. It was not sent and is not kept.')}</p>
    </Note>
  </div>
)

function titleOf({ kind, issuedAt }: PastedSecret): string {
  if (kind === 'unknown') return t('That looks like a secret, but does not tell which key it is.')
  const instant = issuedAt === undefined ? '—' : formatInstant(issuedAt)
  return kind === 'issued_key' ? t('A key, issued {instant}.', { instant }) : t('A token, derived {instant}.', { instant })
}
