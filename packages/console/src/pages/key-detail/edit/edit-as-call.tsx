import { t } from '../../../i18n/i18n.ts'
import { projectTarget } from '../../../snippets/project-target.ts'
import { changeKeySnippets } from '../../../snippets/screen-snippets.ts'
import { CopyAs } from '../../../ui/copy-as.tsx'
import type { EditedField } from './use-field-edit.ts'

/** The change that is about to be saved. */
export const EditAsCall = ({ edited, value }: { readonly edited: EditedField; readonly value: unknown }) => (
  <CopyAs label={t('Copy as')} texts={changeKeySnippets(projectTarget(edited.project), edited, edited.field, value)} />
)
