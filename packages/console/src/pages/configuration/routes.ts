import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'

const BASE = '/api-keys/configuration'

/** One page for each topic of the settings of a project. */
export const configurationRoutes: Routes = (parent) => [
  createRoute({
    getParentRoute: () => parent,
    path: BASE,
    beforeLoad: ({ params }) => {
      throw redirect({ to: `/projects/$project${BASE}/prefixes` as '/', params: params as never })
    },
  }),
  createRoute({
    getParentRoute: () => parent,
    path: `${BASE}/prefixes`,
    component: lazyRouteComponent(() => import('./settings/topic-pages.tsx'), 'PrefixesPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: `${BASE}/lifespans`,
    component: lazyRouteComponent(() => import('./settings/topic-pages.tsx'), 'LifespansPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: `${BASE}/rate-limits`,
    component: lazyRouteComponent(() => import('./settings/topic-pages.tsx'), 'RateLimitsPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: `${BASE}/cache`,
    component: lazyRouteComponent(() => import('./settings/topic-pages.tsx'), 'CachePage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: `${BASE}/derived-tokens`,
    component: lazyRouteComponent(() => import('./settings/topic-pages.tsx'), 'DerivedTokensPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: `${BASE}/signing-keys`,
    component: lazyRouteComponent(() => import('./secrets/signing-keys-page.tsx'), 'SigningKeysPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: `${BASE}/secrets`,
    component: lazyRouteComponent(() => import('./secrets/hmac-secrets-page.tsx'), 'HmacSecretsPage'),
  }),
  createRoute({
    getParentRoute: () => parent,
    path: `${BASE}/network`,
    component: lazyRouteComponent(() => import('./network/network-page.tsx'), 'NetworkPage'),
  }),
]
