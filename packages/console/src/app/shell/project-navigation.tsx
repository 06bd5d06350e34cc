import { Link } from '@tanstack/react-router'
import { projectPlaces } from './navigation.ts'

const linkClass =
  'flex items-center gap-3 rounded-control px-3 py-2 text-muted no-underline hover:bg-neutral-ground hover:no-underline data-[status=active]:bg-neutral-ground data-[status=active]:font-medium data-[status=active]:text-ink sm:max-lg:justify-center'

/** Where one can go in a project: icons alone where there is little room, their names for everybody who does not see them. */
export const ProjectNavigation = ({ project, onGo }: { readonly project: string; readonly onGo: () => void }) =>
  projectPlaces().map(({ label, places }) => (
    <div key={places[0]?.path} className="mb-3">
      {label !== undefined && <p className="px-3 pb-1 text-table font-semibold sm:max-lg:sr-only">{label}</p>}
      <ul aria-label={label}>
        {places.map(({ label: text, path, icon: Icon }) => (
          <li key={path}>
            <Link
              to={`/projects/$project/${path}` as '/'}
              params={{ project } as never}
              className={linkClass}
              onClick={onGo}
              title={text}
            >
              <Icon aria-hidden size={16} className="shrink-0" />
              <span className="sm:max-lg:sr-only">{text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  ))
