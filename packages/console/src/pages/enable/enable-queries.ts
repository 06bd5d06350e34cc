import { queryOptions } from '@tanstack/react-query'
import { controlPlane } from '../../api/clients.ts'

/** Whether the project has API keys, with its settings. */
export const projectSettingsQuery = (project: string) =>
  queryOptions({
    queryKey: ['projects', project, 'settings'],
    queryFn: ({ signal }) => controlPlane.projects.get(project, { signal }),
  })
