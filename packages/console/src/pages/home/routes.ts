import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import type { Routes } from '../../app/routing.ts'

/** `checklist=show` brings the first steps back. */
const HomeSearch = v.object({ checklist: v.optional(v.fallback(v.optional(v.literal('show')), undefined)) })
export type HomeSearch = v.InferOutput<typeof HomeSearch>

export const homeRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/home',
    validateSearch: HomeSearch,
    component: lazyRouteComponent(() => import('./home-page.tsx'), 'HomePage'),
  }),
]
