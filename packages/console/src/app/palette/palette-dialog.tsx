import { Dialog as Base } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { projectClient } from '../../api/clients.ts'
import { t } from '../../i18n/i18n.ts'
import { projectsQuery, useConsoleState, useRights } from '../session.ts'
import { type Command, generalCommands, idIn, keyCommands, matches, nameIn } from './commands.ts'
import { closePalette } from './palette-state.ts'

const KEYS_SHOWN = 5

/** Every page and every action by its name: typed, chosen with the arrows, done with Enter. */
export function PaletteDialog() {
  const { project: named } = useParams({ strict: false }) as { project?: string }
  const [first] = useQuery(projectsQuery).data ?? []
  const project = named ?? first?.slug ?? ''
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const commands = useCommands(project, typed)
  const go = useGo(project)
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setChosen((chosen + step + commands.length) % Math.max(1, commands.length))
    }
    const command = commands[chosen]
    if (event.key === 'Enter' && command !== undefined && command.disabledBecause === undefined) go(command)
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
            aria-activedescendant={commands.length > 0 ? `${listId}-${chosen}` : undefined}
            aria-label={t('Page, action, key name or key id')}
            placeholder={t('Page, action, key name or key id')}
            autoComplete="off"
            spellCheck={false}
            className="w-full border-b border-line bg-transparent px-4 py-3"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value)
              setChosen(0)
            }}
            onKeyDown={onKey}
          />
          <div id={listId} role="listbox" aria-label={t('What can be done')} className="max-h-[50vh] overflow-y-auto p-2">
            {commands.map((command, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field above (ARIA APG combobox)
              <div
                key={command.label + command.go}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                aria-disabled={command.disabledBecause !== undefined}
                className={`rounded-control px-3 py-2 ${index === chosen ? 'bg-neutral-ground' : ''} ${command.disabledBecause === undefined ? '' : 'text-muted'}`}
                onClick={() => command.disabledBecause === undefined && go(command)}
              >
                {command.label}
                {command.disabledBecause !== undefined && <span className="block text-table">{command.disabledBecause}</span>}
              </div>
            ))}
          </div>
          {commands.length === 0 && <p className="px-4 pb-4 text-muted">{t('Nothing has that name.')}</p>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function useCommands(project: string, typed: string): readonly Command[] {
  const rights = useRights(project)
  const { is_administrator: isAdministrator } = useConsoleState()
  const id = idIn(typed)
  const name = nameIn(typed)
  const { data } = useQuery({
    queryKey: ['keys', project, 'palette', name],
    queryFn: ({ signal }) =>
      projectClient(project).issuedKeys.listPage(
        { filter: `name:${JSON.stringify(`${name.replaceAll(/[\\*]/g, '\\$&')}*`)}`, page_size: KEYS_SHOWN },
        { signal },
      ),
    enabled: project !== '' && id === undefined && name.length >= 2,
  })
  if (id !== undefined) return keyCommands({ key_id: id, name: id }, rights)
  const ofKeys = (data?.issued_api_keys ?? []).flatMap((key) => keyCommands(key, rights))
  return [...generalCommands(rights, isAdministrator), ...ofKeys].filter(({ label }) => matches(label, typed))
}

function useGo(project: string): (command: Command) => void {
  const navigate = useNavigate()
  return ({ go }) => {
    closePalette()
    const path = go.startsWith('/') ? go : `/projects/${project}/${go}`
    const { pathname, searchParams } = new URL(path, location.origin)
    void navigate({ to: pathname as '/', search: Object.fromEntries(searchParams) as never })
  }
}
