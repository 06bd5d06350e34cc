import type { RouteDescriptor } from '@latchkey/contract/routes'

/**
 * A path template of the contract (`/issuedApiKeys/{key_id}:rotate`, AIP-136) in the router's words: a parameter ends at a
 * slash or colon, and a literal colon is doubled.
 */
export const routePattern = (path: string): string => path.replaceAll(':', '::').replace(/\{([a-z_]+)\}/g, ':$1([^:/]+)')

/** The methods that exist at this path, for a 405's `Allow`; empty when nothing does. */
export function methodsAt(routes: readonly RouteDescriptor[], url: string): readonly string[] {
  const path = url.split('?', 1)[0] ?? ''
  const methods = routes.filter((route) => [route.path, ...(route.aliases ?? [])].some((template) => matches(template, path)))
  return [...new Set(methods.map((route) => route.method))].sort()
}

function matches(template: string, path: string): boolean {
  const wanted = template.split(/([/:])/)
  const given = path.split(/([/:])/)
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || (part.startsWith('{') && given[index] !== ''))
  )
}
