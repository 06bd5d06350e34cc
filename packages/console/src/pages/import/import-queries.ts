import { parseTtlMs } from '@latchkey/core/key/duration'
import { queryOptions } from '@tanstack/react-query'
import { controlPlane } from '../../api/clients.ts'
import type { ProjectLimits } from './sheet/check-row.ts'

/** What the project allows of an imported key. Where it cannot be read, the server has the last word anyway. */
export const limitsQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'import-limits'],
    queryFn: async (): Promise<ProjectLimits> => {
      const config = (await controlPlane.projects.get(project)).services.talos?.config
      const keys = memberOf(memberOf(config, 'credentials'), 'api_keys')
      const maximum = memberOf(keys, 'max_ttl')
      const publicPrefix = memberOf(memberOf(keys, 'prefix'), 'public_current')
      return {
        maxTtlMs: typeof maximum === 'string' ? parseTtlMs(maximum) : undefined,
        hasPublicPrefix: typeof publicPrefix === 'string' && publicPrefix !== '',
      }
    },
  })

export const UNKNOWN_LIMITS: ProjectLimits = { maxTtlMs: undefined, hasPublicPrefix: true }

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
