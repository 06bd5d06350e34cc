import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { Menu, UserRound } from 'lucide-react'
import { useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { ActionMenu } from '../../ui/menu.tsx'
import { SecretDialog } from '../secret/secret-dialog.tsx'
import { personChanged, projectsQuery, useConsoleState } from '../session.ts'
import { projectPlaces } from './navigation.ts'
import { QuestionDialogs } from './question-dialogs.tsx'

/** The frame of every page for people who are signed in: where they are, where they can go, who they are. */
export function Shell() {
  const [navigationOpen, setNavigationOpen] = useState(false)
  const { project } = useParams({ strict: false }) as { project?: string }
  return (
    <div className="grid min-h-screen grid-rows-[auto_1fr] lg:grid-cols-[224px_1fr]">
      <a className="skip-link z-60 rounded-control bg-raised px-3 py-2" href="#main">
        {t('Skip to content')}
      </a>
      <header className="col-span-full flex items-center justify-between gap-2 border-b border-line bg-ground px-4 py-2">
        <div className="flex items-center gap-2">
          <Button
            look="quiet"
            className="lg:hidden"
            aria-expanded={navigationOpen}
            aria-controls="navigation"
            icon={<Menu aria-hidden size={18} />}
            onClick={() => setNavigationOpen(!navigationOpen)}
          >
            <span className="sr-only">{t('Navigation')}</span>
          </Button>
          <Link to="/" className="font-semibold text-ink no-underline">
            Latchkey
          </Link>
          <ProjectSwitcher />
        </div>
        <PersonMenu />
      </header>
      <nav
        id="navigation"
        aria-label={t('Main')}
        className={`border-line bg-subtle p-3 lg:block lg:border-e ${navigationOpen ? 'block border-b' : 'hidden'}`}
      >
        {project !== undefined && <ProjectNavigation project={project} onGo={() => setNavigationOpen(false)} />}
      </nav>
      <main id="main" className="min-w-0" tabIndex={-1}>
        {location.protocol === 'http:' && !isLoopback(location.hostname) && <InsecureNotice />}
        <Outlet />
      </main>
      <SecretDialog />
      <QuestionDialogs />
    </div>
  )
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.')

const InsecureNotice = () => (
  <p className="bg-warn-ground px-4 py-2 text-warn">
    {t('This connection is not encrypted: whoever sits in between can read along.')}
  </p>
)

const linkClass =
  'block rounded-control px-3 py-2 text-muted no-underline hover:bg-neutral-ground hover:no-underline data-[status=active]:bg-neutral-ground data-[status=active]:font-medium data-[status=active]:text-ink'

const ProjectNavigation = ({ project, onGo }: { readonly project: string; readonly onGo: () => void }) =>
  projectPlaces().map(({ label, places }) => (
    <div key={places[0]?.path} className="mb-3">
      {label !== undefined && <p className="px-3 pb-1 text-table font-semibold">{label}</p>}
      <ul>
        {places.map(({ label: text, path }) => (
          <li key={path}>
            <Link to={`/projects/$project/${path}` as '/'} params={{ project } as never} className={linkClass} onClick={onGo}>
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  ))

/** Nothing to switch where there is one project. */
function ProjectSwitcher() {
  const { project } = useParams({ strict: false }) as { project?: string }
  const projects = useQuery(projectsQuery).data ?? []
  const navigate = useNavigate()
  if (projects.length < 2) return null
  return (
    <label className="flex items-center gap-2">
      <span className="sr-only">{t('Project')}</span>
      <select
        className="max-w-[40vw] min-h-[var(--control)] rounded-control border border-strong bg-ground px-2"
        value={projects.find(({ id, slug }) => id === project || slug === project)?.slug ?? ''}
        onChange={(event) => void navigate({ to: '/projects/$project/home', params: { project: event.target.value } })}
      >
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
  const { account } = useConsoleState()
  const navigate = useNavigate()
  const signOut = async (): Promise<void> => {
    await consoleApi.signOut()
    await personChanged()
    await navigate({ to: '/login' })
  }
  return (
    <ActionMenu
      label={t('Account of {email}', { email: account?.email ?? '' })}
      entries={[{ label: t('Sign out'), onSelect: () => void signOut() }]}
    >
      <UserRound aria-hidden size={18} />
    </ActionMenu>
  )
}
