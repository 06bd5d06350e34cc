import { redirect } from '@tanstack/react-router'
import { queryClient } from '../../api/query-client.ts'
import { projectSettingsQuery } from './enable-queries.ts'

const ABOUT_KEYS = /^\/projects\/[^/]+\/(home$|api-keys\/)/
const ENABLE = /^\/projects\/[^/]+\/api-keys\/enable\/?$/

/**
 * For `beforeLoad` of a project: its home and the pages about its API keys lead to where the feature is switched on, as long as it is off. What
 * cannot be asked is no reason to keep anybody from a page, which will say itself what is wrong.
 */
export async function redirectWhereNotEnabled(
  project: string,
  location: { readonly pathname: string; readonly href: string },
): Promise<void> {
  if (!ABOUT_KEYS.test(location.pathname) || ENABLE.test(location.pathname)) return
  const known = await queryClient.ensureQueryData(projectSettingsQuery(project)).catch(() => undefined)
  if (known === undefined || known.services.talos.enabled) return
  throw redirect({
    to: '/projects/$project/api-keys/enable' as '/',
    params: { project } as never,
    search: { next: location.href } as never,
  })
}
