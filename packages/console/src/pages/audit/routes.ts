import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'
import { AuditSearch } from './audit-search.ts'

export const auditRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/audit',
    validateSearch: AuditSearch,
    component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
  }),
]
