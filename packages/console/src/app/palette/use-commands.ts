import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { projectClient } from '../../api/clients.ts'
import { projectsQuery, useConsoleState, useRights } from '../session.ts'
import { type Command, commandsForSecret, generalCommands, idIn, keyCommands, matches, nameIn } from './commands.ts'
import { closePalette } from './palette-state.ts'
import type { PastedSecret } from './pasted-secret.ts'

const KEYS_SHOWN = 5

/** The one in the address; elsewhere the first. */
export function usePaletteProject(): string {
  const { project } = useParams({ strict: false }) as { project?: string }
  const [first] = useQuery(projectsQuery).data ?? []
  return project ?? first?.slug ?? ''
}

/** What can be done about what was typed, or about a credential that was pasted. */
export function useCommands(project: string, typed: string, pasted: PastedSecret | undefined): readonly Command[] {
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
    enabled: project !== '' && pasted === undefined && id === undefined && name.length >= 2,
  })
  if (pasted !== undefined) return commandsForSecret(pasted, rights)
  if (id !== undefined) return keyCommands({ key_id: id, name: id }, rights)
  const ofKeys = (data?.issued_api_keys ?? []).flatMap((key) => keyCommands(key, rights))
  return [...generalCommands(rights, isAdministrator), ...ofKeys].filter(({ label }) => matches(label, typed))
}

/** Closes the palette and goes where the command leads; nowhere for one that this person may not choose. */
export function useGo(project: string): (command: Pick<Command, 'go' | 'disabledBecause'>) => void {
  const navigate = useNavigate()
  return ({ go, disabledBecause }) => {
    if (disabledBecause !== undefined) return
    closePalette()
    const path = go.startsWith('/') ? go : `/projects/${project}/${go}`
    const { pathname, searchParams } = new URL(path, location.origin)
    void navigate({ to: pathname as '/', search: Object.fromEntries(searchParams) as never })
  }
}
