import type { RouteDescriptor } from '@latchkey/contract/routes'

/** What a process serves: everything, everything but self-revocation, or only what needs no credential. */
export type Surface = 'all' | 'admin' | 'public'

/** The operations of a surface. Health and version are on every one and mounted apart. */
export function routesOf(surface: Surface, routes: readonly RouteDescriptor[]): readonly RouteDescriptor[] {
  const mounted = routes.filter((route) => route.scope !== 'server')
  if (surface === 'all') return mounted
  return mounted.filter((route) => route.surface === 'every' || route.surface === surface)
}
