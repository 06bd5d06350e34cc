import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'
import { HomeSearch } from './home-search.ts'

export const homeRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/home',
    validateSearch: HomeSearch,
    component: lazyRouteComponent(() => import('./home-page.tsx'), 'HomePage'),
  }),
]
