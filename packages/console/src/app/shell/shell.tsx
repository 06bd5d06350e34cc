import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { Menu, Search, UserRound } from 'lucide-react'
import { useEffect, useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { t } from '../../i18n/i18n.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ActionMenu } from '../../ui/menu.tsx'
import { toastFailure } from '../../ui/toast.tsx'
import { Palette } from '../palette/palette.tsx'
import { openPalette } from '../palette/palette-state.ts'
import { SecretOverlay } from '../secret/secret-overlay.tsx'
import { personChanged, projectsQuery, useConsoleState } from '../session.ts'
import { OfflineBanner } from './offline-banner.tsx'
import { ProjectNavigation } from './project-navigation.tsx'
import { QuestionOverlay } from './question-overlay.tsx'
import { useShortcuts } from './shortcuts.ts'
import { ShortcutsHelp } from './shortcuts-help.tsx'

const navigationClass =
  'border-line bg-subtle p-3 max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-30 max-sm:max-h-[75vh] max-sm:overflow-y-auto max-sm:border-t max-sm:shadow-xl sm:block sm:border-e'

/** The frame of every page for people who are signed in: where they are, where they can go, who they are. */
export function Shell() {
  const [navigationOpen, setNavigationOpen] = useState(false)
  const project = useCurrentProject()
  useShortcuts(project)
  return (
    <div className="grid min-h-screen grid-rows-[auto_1fr] sm:grid-cols-[64px_1fr] lg:grid-cols-[224px_1fr]">
      <a className="skip-link z-60 rounded-control bg-raised px-3 py-2" href="#main">
        {t('Skip to content')}
      </a>
      <header className="col-span-full flex items-center justify-between gap-2 border-b border-line bg-ground px-4 py-2">
        <div className="flex min-w-0 items-center gap-2">
          {project !== undefined && (
            <IconButton
              label={t('Navigation')}
              className="sm:hidden"
              aria-expanded={navigationOpen}
              aria-controls="navigation"
              onClick={() => setNavigationOpen(!navigationOpen)}
            >
              <Menu aria-hidden size={18} />
            </IconButton>
          )}
          <Link to="/" className="shrink-0 font-semibold text-ink no-underline">
            Latchkey
          </Link>
          <ProjectSwitcher />
        </div>
        <div className="flex items-center gap-1">
          <Button look="quiet" icon={<Search aria-hidden size={16} />} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
            <span className="max-sm:sr-only">{t('Find or do …')}</span>
          </Button>
          <PersonMenu />
        </div>
      </header>
      <nav id="navigation" aria-label={t('Main')} className={`${navigationClass} ${navigationOpen ? '' : 'max-sm:hidden'}`}>
        {project !== undefined && <ProjectNavigation project={project} onGo={() => setNavigationOpen(false)} />}
      </nav>
      <main id="main" className="min-w-0" tabIndex={-1}>
        <OfflineBanner />
        {location.protocol === 'http:' && !isLoopback(location.hostname) && <InsecureNotice />}
        <Outlet />
      </main>
      <Palette />
      <ShortcutsHelp />
      <SecretOverlay />
      <QuestionOverlay />
    </div>
  )
}

/** The one in the address; on pages of the person or the server the first, so that there is a way on. */
function useCurrentProject(): string | undefined {
  const { project } = useParams({ strict: false }) as { project?: string }
  const [first] = useQuery(projectsQuery).data ?? []
  return project ?? first?.slug
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.')

const InsecureNotice = () => (
  <p className="bg-warn-ground px-4 py-2 text-warn">
    {t('This connection is not encrypted: whoever sits in between can read along.')}
  </p>
)

/** Nothing to switch where there is one project. */
function ProjectSwitcher() {
  const { project } = useParams({ strict: false }) as { project?: string }
  const projects = useQuery(projectsQuery).data ?? []
  const navigate = useNavigate()
  if (projects.length < 2) return null
  return (
    <label className="flex min-w-0 items-center gap-2">
      <span className="sr-only">{t('Project')}</span>
      <select
        className="min-h-[var(--control)] w-full max-w-60 rounded-control border border-strong bg-ground px-2"
        value={projects.find(({ id, slug }) => id === project || slug === project)?.slug ?? ''}
        onChange={(event) => void navigate({ to: '/projects/$project/home', params: { project: event.target.value } })}
      >
        {project === undefined && <option value="">{t('Choose a project')}</option>}
        {projects.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function PersonMenu() {
  const { account, memberships, is_administrator: isAdministrator } = useConsoleState()
  const navigate = useNavigate()
  useEffect(() => {
    if (account === null) void navigate({ to: '/login' })
  }, [account, navigate])
  const signOut = async (): Promise<void> => {
    try {
      await consoleApi.signOut()
      await personChanged()
    } catch (error) {
      toastFailure(error, { what: t('Could not sign out'), method: 'POST', path: '/console/api/logout' })
    }
  }
  const workspaces = [...new Set(memberships.map(({ workspace_id }) => workspace_id))]
  return (
    <ActionMenu
      label={t('Account of {email}', { email: account?.email ?? '' })}
      entriesOf={() => [
        { label: t('Account'), onSelect: () => void navigate({ to: '/account' as '/' }) },
        ...workspaces.map((workspace, index) => ({
          label: workspaces.length === 1 ? t('Workspace') : t('Workspace {number}', { number: index + 1 }),
          onSelect: () => void navigate({ to: '/workspaces/$workspace' as '/', params: { workspace } as never }),
        })),
        ...(isAdministrator ? [{ label: t('System'), onSelect: () => void navigate({ to: '/system' as '/' }) }] : []),
        { label: t('Sign out'), onSelect: () => void signOut() },
      ]}
    >
      <UserRound aria-hidden size={18} />
    </ActionMenu>
  )
}
