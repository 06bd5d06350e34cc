import { t } from '../../i18n/i18n.ts'
import { projectTarget } from '../../snippets/project-target.ts'
import { auditSnippets } from '../../snippets/screen-snippets.ts'
import { CopyAs } from '../../ui/copy-as.tsx'

export const AuditAsCall = ({ project, filter }: { readonly project: string; readonly filter: string }) => (
  <CopyAs label={t('Copy as')} texts={auditSnippets(projectTarget(project), filter)} />
)
