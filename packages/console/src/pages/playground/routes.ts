import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'
import { PlaygroundSearch } from './playground-search.ts'

export const playgroundRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/playground',
    validateSearch: PlaygroundSearch,
    component: lazyRouteComponent(() => import('./playground-page.tsx'), 'PlaygroundPage'),
  }),
]
