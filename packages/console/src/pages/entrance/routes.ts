import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import * as v from 'valibot'
import { queryClient } from '../../api/query-client.ts'
import type { Routes } from '../../app/routing.ts'
import { stateQuery } from '../../app/session.ts'

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
    validateSearch: v.object({ next: v.optional(v.string()), error: v.optional(v.string()) }),
    beforeLoad: async () => {
      const { setup_needed } = await queryClient.fetchQuery(stateQuery)
      if (setup_needed) throw redirect({ to: '/setup' })
    },
    component: lazyRouteComponent(() => import('./login-page.tsx'), 'LoginPage'),
  }),
]
