import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'

export const workspaceRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/workspaces/$workspace',
    component: lazyRouteComponent(() => import('./workspace-page.tsx'), 'WorkspacePage'),
  }),
]
