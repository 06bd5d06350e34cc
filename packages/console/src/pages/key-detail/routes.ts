import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'
import { KeyDetailSearch } from './key-detail-search.ts'

export const keyDetailRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/keys/$keyId',
    validateSearch: KeyDetailSearch,
    component: lazyRouteComponent(() => import('./key-detail-page.tsx'), 'KeyDetailPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/keys/$keyId/leaked',
    component: lazyRouteComponent(() => import('./leaked/leaked-page.tsx'), 'LeakedPage'),
  }),
]
