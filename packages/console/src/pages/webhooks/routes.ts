import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import type { Routes } from '../../app/routing.ts'

/** Which deliveries are looked at. */
export const DeliveriesSearch = v.object({
  state: v.optional(v.fallback(v.picklist(['pending', 'delivered', 'dead']), 'dead')),
  cursor: v.optional(v.string()),
})
export type DeliveriesSearch = v.InferOutput<typeof DeliveriesSearch>

export const webhookRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('./webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: '/webhooks/$webhook',
    validateSearch: DeliveriesSearch,
    component: lazyRouteComponent(() => import('./webhook-page.tsx'), 'WebhookPage'),
  }),
]
