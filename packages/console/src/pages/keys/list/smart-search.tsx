import { Link, useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { type ClipboardEvent, type FormEvent, useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Button, buttonClass } from '../../../ui/button.tsx'
import { Note } from '../../../ui/panel.tsx'
import { keyLink, type ListAddress, projectLink } from './list-address.ts'
import { type SearchShape, searchShape } from './search-shape.ts'

/** The list's only text field; `/` brings the focus here. */
export const SEARCH_FIELD = 'key-search'

/** One field for a name, an actor, an id or a key itself. A key is read here, in the browser, and goes nowhere. */
export function SmartSearch({ address }: { readonly address: ListAddress }) {
  const { project, search, change } = address
  const navigate = useNavigate()
  const [text, setText] = useState(search.q ?? '')
  const [refused, setRefused] = useState(false)

  const act = (shape: SearchShape): void => {
    setRefused(shape.kind === 'unknown_secret')
    if (shape.kind !== 'name') setText('')
    if (shape.kind === 'name') change({ q: shape.prefix })
    else if (shape.kind === 'nothing' && search.q !== undefined) change({ q: undefined })
    else if (shape.kind === 'actor') change({ actor: shape.actor === '' ? undefined : shape.actor })
    else if (shape.kind === 'key') void navigate(keyLink(project, shape.keyId) as never)
  }
  const typed = (next: string): void => {
    const shape = searchShape(next)
    if (shape.kind === 'key' && shape.secret) act(shape)
    else setText(next)
  }
  const pasted = (event: ClipboardEvent): void => {
    const shape = searchShape(event.clipboardData.getData('text'))
    if (shape.kind !== 'key' && shape.kind !== 'unknown_secret') return
    event.preventDefault()
    act(shape)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    act(searchShape(text))
  }

  return (
    <search className="grid gap-2">
      <form onSubmit={submit} className="flex gap-2">
        <label htmlFor={SEARCH_FIELD} className="sr-only">
          {t('Search keys')}
        </label>
        <input
          id={SEARCH_FIELD}
          type="search"
          value={text}
          onChange={(event) => typed(event.target.value)}
          onPaste={pasted}
          placeholder={t('Name, actor:…, id or pasted key')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          translate="no"
          aria-describedby={`${SEARCH_FIELD}-hint`}
          className="min-h-[var(--control)] w-full min-w-0 rounded-control border border-strong bg-ground px-3 text-body text-ink placeholder:text-faint"
        />
        <Button type="submit" icon={<Search aria-hidden size={16} />} aria-label={t('Search')} title={t('Search')} />
      </form>
      <p id={`${SEARCH_FIELD}-hint`} className="sr-only">
        {t('Finds names by how they begin, actor:name, or a key id. A pasted key is read in this browser and not sent.')}
      </p>
      <div role="status">{refused && <LooksSecret project={project} onDismiss={() => setRefused(false)} />}</div>
    </search>
  )
}

const LooksSecret = ({ project, onDismiss }: { readonly project: string; readonly onDismiss: () => void }) => (
  <Note tone="info" title={t('That looks like a secret. It was not sent anywhere and not kept.')}>
    <p>{t('It does not tell which key it is. The Playground can check it: the server then looks it up.')}</p>
    <div className="mt-2 flex flex-wrap gap-2">
      <Link {...projectLink(project, 'api-keys/playground')} className={buttonClass('plain')}>
        {t('Check in Playground')}
      </Link>
      <Button look="quiet" onClick={onDismiss}>
        {t('Dismiss')}
      </Button>
    </div>
  </Note>
)
