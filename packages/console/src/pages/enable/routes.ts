import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'
import { EnableSearch } from './enable-search.ts'

export const enableRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/enable',
    validateSearch: EnableSearch,
    component: lazyRouteComponent(() => import('./enable-page.tsx'), 'EnablePage'),
  }),
]
