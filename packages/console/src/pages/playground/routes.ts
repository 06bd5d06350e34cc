import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import type { Routes } from '../../app/routing.ts'

export const modes = ['verify', 'batch', 'derive', 'inspect'] as const
export type Mode = (typeof modes)[number]

export const PlaygroundSearch = v.object({ mode: v.optional(v.fallback(v.picklist(modes), 'verify')) })
export type PlaygroundSearch = v.InferOutput<typeof PlaygroundSearch>

export const playgroundRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/playground',
    validateSearch: PlaygroundSearch,
    component: lazyRouteComponent(() => import('./playground-page.tsx'), 'PlaygroundPage'),
  }),
]
