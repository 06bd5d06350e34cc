import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'

export const importRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/keys/import',
    component: lazyRouteComponent(() => import('./import-page.tsx'), 'ImportPage'),
  }),
]
