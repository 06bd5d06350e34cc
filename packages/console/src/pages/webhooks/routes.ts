import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'
import { DeliveriesSearch } from './deliveries-search.ts'

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
