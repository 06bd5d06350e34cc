import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'

export const settingsRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/settings/api-keys',
    component: lazyRouteComponent(() => import('./access-keys/project-keys-page.tsx'), 'ProjectKeysPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/settings/general',
    component: lazyRouteComponent(() => import('./general/general-page.tsx'), 'GeneralPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/settings/members',
    component: lazyRouteComponent(() => import('./members/members-page.tsx'), 'MembersPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/settings/plan',
    component: lazyRouteComponent(() => import('./plan/limits-page.tsx'), 'LimitsPage'),
  }),
]
