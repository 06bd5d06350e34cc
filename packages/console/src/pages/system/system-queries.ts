import type { Diagnostics, SystemState } from '@latchkey/contract/messages/console-system'
import { queryOptions } from '@tanstack/react-query'
import { asPerson } from '../../api/console-api.ts'

export const systemQuery = queryOptions({
  queryKey: ['console', 'system'],
  queryFn: () => asPerson<SystemState>('GET', '/system'),
})

export const readDiagnostics = (): Promise<Diagnostics> => asPerson<Diagnostics>('GET', '/system/diagnostics')
