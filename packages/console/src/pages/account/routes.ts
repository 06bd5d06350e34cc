import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'

export const accountRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/account',
    component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
  }),
]
