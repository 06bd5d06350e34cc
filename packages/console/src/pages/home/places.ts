import type { LinkProps } from '@tanstack/react-router'
import type { KeyView } from '../keys/keys-search.ts'

/** A page of the project; `path` as it stands below `/projects/<project>/`. */
export const placeIn = (project: string, path: string, search: Readonly<Record<string, string>> = {}): LinkProps =>
  ({ to: `/projects/$project/${path}`, params: { project }, search }) as LinkProps

/** The list of keys with one of its views open. */
export const keysIn = (project: string, view: KeyView, tab: 'issued' | 'imported'): LinkProps =>
  placeIn(project, 'api-keys/keys', tab === 'issued' ? { view } : { tab, view })

/** The views that the home page counts. */
export type CountedView = Extract<KeyView, 'expiring' | 'never-expires' | 'unused' | 'never-used'>
