import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Routes } from '../../app/routing.ts'
import { IssueSearch } from './issue/issue-search.ts'
import { KeysSearch } from './keys-search.ts'

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
