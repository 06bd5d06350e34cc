import type { ConsoleState } from '@latchkey/contract/messages/console'
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import * as v from 'valibot'
import { queryClient } from '../../api/query-client.ts'
import type { Routes } from '../../app/routing.ts'
import { stateQuery } from '../../app/session.ts'
import { ownPath } from './own-path.ts'

const LoginSearch = v.object({ next: v.optional(v.string()), error: v.optional(v.string()) })

/** What is known of this browser and the server, once the server has its first account. */
async function stateAfterSetup(): Promise<ConsoleState> {
  const state = await queryClient.fetchQuery(stateQuery)
  if (state.setup_needed) throw redirect({ to: '/setup' })
  return state
}

async function refuseSignedIn(): Promise<void> {
  const { account } = await stateAfterSetup()
  if (account !== null) throw redirect({ to: '/' })
}

/** Before anybody is signed in. */
export const entranceRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/setup',
    beforeLoad: async () => {
      const { setup_needed } = await queryClient.fetchQuery(stateQuery)
      if (!setup_needed) throw redirect({ to: '/login' })
    },
    component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/login',
    validateSearch: LoginSearch,
    beforeLoad: async ({ search }) => {
      const { account } = await stateAfterSetup()
      if (account !== null) throw redirect({ href: ownPath((search as v.InferOutput<typeof LoginSearch>).next) })
    },
    component: lazyRouteComponent(() => import('./login-page.tsx'), 'LoginPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/login/recover',
    beforeLoad: stateAfterSetup,
    component: lazyRouteComponent(() => import('./recover-page.tsx'), 'RecoverPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/recover',
    beforeLoad: stateAfterSetup,
    component: lazyRouteComponent(() => import('./reset-page.tsx'), 'ResetPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/register',
    beforeLoad: refuseSignedIn,
    component: lazyRouteComponent(() => import('./register-page.tsx'), 'RegisterPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/accept',
    beforeLoad: stateAfterSetup,
    component: lazyRouteComponent(() => import('./accept-page.tsx'), 'AcceptPage'),
  }),
]
