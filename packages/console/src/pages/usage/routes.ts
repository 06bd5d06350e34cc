import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'
import { UsageSearch } from './usage-search.ts'

export const usageRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/usage',
    validateSearch: UsageSearch,
    component: lazyRouteComponent(() => import('./usage-page.tsx'), 'UsagePage'),
  }),
]
