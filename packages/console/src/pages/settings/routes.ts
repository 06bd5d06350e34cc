import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'

export const settingsRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/settings/api-keys',
    component: lazyRouteComponent(() => import('./access-keys/project-keys-page.tsx'), 'ProjectKeysPage'),
  }),
]
