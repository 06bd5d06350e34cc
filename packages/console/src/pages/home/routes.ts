import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'

export const homeRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/home',
    component: lazyRouteComponent(() => import('./home-page.tsx'), 'HomePage'),
  }),
]
