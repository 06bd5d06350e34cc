import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { consolePath } from '../api/addresses.ts'
import { queryClient } from '../api/query-client.ts'
import { accountRoutes } from '../pages/account/routes.ts'
import { auditRoutes } from '../pages/audit/routes.ts'
import { configurationRoutes } from '../pages/configuration/routes.ts'
import { redirectWhereNotEnabled } from '../pages/enable/redirect-where-not-enabled.ts'
import { enableRoutes } from '../pages/enable/routes.ts'
import { entranceRoutes } from '../pages/entrance/routes.ts'
import { homeRoutes } from '../pages/home/routes.ts'
import { importRoutes } from '../pages/import/routes.ts'
import { keyDetailRoutes } from '../pages/key-detail/routes.ts'
import { keyRoutes } from '../pages/keys/routes.ts'
import { playgroundRoutes } from '../pages/playground/routes.ts'
import { settingsRoutes } from '../pages/settings/routes.ts'
import { systemRoutes } from '../pages/system/routes.ts'
import { usageRoutes } from '../pages/usage/routes.ts'
import { webhookRoutes } from '../pages/webhooks/routes.ts'
import { workspaceRoutes } from '../pages/workspace/routes.ts'
import { Skeleton } from '../ui/panel.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { RouteFailure } from './route-failure.tsx'
import type { Routes } from './routing.ts'
import { projectsQuery, stateQuery } from './session.ts'
import { Shell } from './shell/shell.tsx'

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage })

/** Everything that needs somebody who is signed in, inside of the frame with the navigation. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const state = await queryClient.fetchQuery(stateQuery)
    if (state.setup_needed) throw redirect({ to: '/setup' })
    if (state.account === null) throw redirect({ to: '/login', search: { next: location.href } })
  },
})

const indexRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: async () => {
    const [first] = await queryClient.fetchQuery(projectsQuery)
    if (first !== undefined) throw redirect({ to: '/projects/$project/home', params: { project: first.slug } })
  },
  component: lazyRouteComponent(() => import('./no-project-page.tsx'), 'NoProjectPage'),
})

/** Pages below one project, which the address names by its slug or id. */
const projectRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/projects/$project',
  component: Outlet,
  beforeLoad: ({ params, location }) => redirectWhereNotEnabled(params.project, location),
})

/** Whatever nothing else answers to, inside of the frame, so that people find their way from there. */
const unknownBelow = (parent: AnyRoute) => createRoute({ getParentRoute: () => parent, path: '$', component: NotFoundPage })

/** Every topic of a project adds its own pages. */
const projectTopics: readonly Routes[] = [
  homeRoutes,
  keyRoutes,
  enableRoutes,
  importRoutes,
  playgroundRoutes,
  usageRoutes,
  configurationRoutes,
  settingsRoutes,
  auditRoutes,
  webhookRoutes,
  keyDetailRoutes,
]

const routeTree = rootRoute.addChildren([
  ...entranceRoutes(rootRoute),
  signedInRoute.addChildren([
    indexRoute,
    ...[accountRoutes, systemRoutes, workspaceRoutes].flatMap((routes) => routes(signedInRoute)),
    projectRoute.addChildren([...projectTopics.flatMap((routes) => routes(projectRoute)), unknownBelow(projectRoute)]),
    unknownBelow(signedInRoute),
  ]),
])

export const router = createRouter({
  routeTree,
  basepath: consolePath,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: RouteFailure,
  defaultPendingComponent: Skeleton,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
