import { t } from '../../i18n/i18n.ts'
import { projectTarget } from '../../snippets/project-target.ts'
import { usageSnippets } from '../../snippets/screen-snippets.ts'
import { CopyAs } from '../../ui/copy-as.tsx'
import { askedRange } from './usage-range.ts'
import type { UsageSearch } from './usage-search.ts'

export function UsageAsCall({ project, search }: { readonly project: string; readonly search: UsageSearch }) {
  const query = { ...askedRange(search, Date.now()), key_id: search.key, actor_id: search.actor }
  return <CopyAs label={t('Copy as')} texts={usageSnippets(projectTarget(project), query)} />
}
