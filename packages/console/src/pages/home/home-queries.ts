import type { Checklist } from '@latchkey/contract/messages/console'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { controlPlane, projectClient } from '../../api/clients.ts'
import { asPerson } from '../../api/console-api.ts'
import { projectInEffect } from '../../api/project-in-effect.ts'
import { keyFilter, thisHour } from '../keys/list/key-filter.ts'
import type { CountedView } from './places.ts'

const NEWEST_KEYS = 50
/** Beyond this the page says "more than". */
export const COUNTED_MAX = 200

const checklistPath = (project: string): string => `/projects/${encodeURIComponent(project)}/checklist`

/** What holds for the keys of the project. */
export const settingsInEffectQuery = (project: string) =>
  queryOptions({
    queryKey: ['home', project, 'settings'],
    queryFn: ({ signal }) => projectInEffect(project, { signal }),
  })

/** Whether the person has put the first steps away; kept by the server, for every browser of theirs. */
export const checklistQuery = (project: string) =>
  queryOptions({
    queryKey: ['home', project, 'checklist'],
    queryFn: () => asPerson<Checklist>('GET', checklistPath(project)),
  })

export const setChecklist = (project: string, dismissed: boolean): Promise<Checklist> =>
  asPerson<Checklist>('PUT', checklistPath(project), { dismissed })

/** The newest keys of both origins: enough to see which first steps were taken. */
export const newestKeysQuery = (project: string) =>
  queryOptions({
    queryKey: ['home', project, 'newest-keys'],
    queryFn: async ({ signal }) => {
      const { issuedKeys, importedKeys } = projectClient(project)
      const [issued, imported] = await Promise.all([
        issuedKeys.listPage({ page_size: NEWEST_KEYS }, { signal }),
        importedKeys.listPage({ page_size: NEWEST_KEYS }, { signal }),
      ])
      return [...issued.issued_api_keys, ...imported.imported_api_keys]
    },
  })

/** Thirty days, in days: whether anything was ever verified. */
export const monthQuery = (project: string) =>
  queryOptions({
    queryKey: ['home', project, 'month'],
    queryFn: ({ signal }) => projectClient(project).usage.query({ granularity: 'DAY' }, { signal }),
  })

/** Twenty-four hours, in hours. */
export const dayQuery = (project: string) =>
  queryOptions({
    queryKey: ['home', project, 'day'],
    queryFn: ({ signal }) => projectClient(project).usage.query({ granularity: 'HOUR' }, { signal }),
    refetchInterval: 30_000,
  })

export const peopleQuery = (project: string) =>
  queryOptions({
    queryKey: ['home', project, 'people'],
    queryFn: ({ signal }) => controlPlane.members.listOfProject(project, { signal }),
  })

/** Records of the project's own API keys, which hold no secret. */
export const projectKeysQuery = (project: string) =>
  queryOptions({
    queryKey: ['home', project, 'project-keys'],
    queryFn: ({ signal }) => controlPlane.accessKeys.listOfProject(project, { signal }),
  })

export interface Counted {
  readonly count: number
  readonly isMore: boolean
}

/** How many keys a view of the list shows, up to `COUNTED_MAX`; both count from the beginning of the hour. */
export const viewQuery = (project: string, view: CountedView) =>
  queryOptions({
    queryKey: ['home', project, 'view', view, thisHour()],
    queryFn: async ({ signal }): Promise<Readonly<Record<'issued' | 'imported', Counted>>> => {
      const { issuedKeys, importedKeys } = projectClient(project)
      const page = { filter: keyFilter({ view }, thisHour()), page_size: COUNTED_MAX }
      const [issued, imported] = await Promise.all([
        issuedKeys.listPage(page, { signal }),
        importedKeys.listPage(page, { signal }),
      ])
      return {
        issued: { count: issued.issued_api_keys.length, isMore: issued.next_page_token !== '' },
        imported: { count: imported.imported_api_keys.length, isMore: imported.next_page_token !== '' },
      }
    },
    placeholderData: keepPreviousData,
  })
