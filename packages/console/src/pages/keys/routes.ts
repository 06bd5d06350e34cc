import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as v from 'valibot'
import type { Routes } from '../../app/routing.ts'
import { IssueSearch } from './issue/issue-search.ts'

const text = v.optional(v.string())

/** What the address of the list says: the same address shows the same keys to everybody who may see them. */
export const KeysSearch = v.object({
  tab: v.optional(v.fallback(v.picklist(['issued', 'imported']), 'issued')),
  view: text,
  status: text,
  actor: text,
  q: text,
  cursor: text,
  size: v.optional(v.fallback(v.picklist([25, 50, 100, 200]), 50)),
  cols: text,
})
export type KeysSearch = v.InferOutput<typeof KeysSearch>

export const keyRoutes: Routes = (parent) => {
  const list = createRoute({
    getParentRoute: () => parent,
    path: '/api-keys/keys',
    validateSearch: KeysSearch,
    component: lazyRouteComponent(() => import('./list/keys-page.tsx'), 'KeysPage'),
  })
  const issue = createRoute({
    getParentRoute: () => list,
    path: '/new',
    validateSearch: IssueSearch,
    component: lazyRouteComponent(() => import('./issue/issue-key-dialog.tsx'), 'IssueKeyDialog'),
  })
  return [list.addChildren([issue])]
}
