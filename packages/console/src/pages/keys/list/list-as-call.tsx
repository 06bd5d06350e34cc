import { t } from '../../../i18n/i18n.ts'
import { projectTarget } from '../../../snippets/project-target.ts'
import { listKeysSnippets } from '../../../snippets/screen-snippets.ts'
import { CopyAs } from '../../../ui/copy-as.tsx'
import { DEFAULT_PAGE_SIZE } from '../keys-search.ts'
import { keyFilter } from './key-filter.ts'
import type { ListAddress } from './list-address.ts'

/** The list with its filter, without the console. */
export function ListAsCall({ address: { project, search }, at }: { readonly address: ListAddress; readonly at: string }) {
  const query = { filter: keyFilter(search, at), page_size: search.size ?? DEFAULT_PAGE_SIZE }
  return <CopyAs label={t('Copy as')} texts={listKeysSnippets(projectTarget(project), search.tab ?? 'issued', query)} />
}
