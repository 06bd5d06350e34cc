import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import type { Routes } from '../../app/routing.ts'

const EnableSearch = v.object({ next: v.optional(v.string()) })
export type EnableSearch = v.InferOutput<typeof EnableSearch>

export const enableRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/enable',
    validateSearch: EnableSearch,
    component: lazyRouteComponent(() => import('./enable-page.tsx'), 'EnablePage'),
  }),
]
