import { serverAddress } from '../../../api/addresses.ts'
import { t } from '../../../i18n/i18n.ts'
import { changeSettingsSnippets } from '../../../snippets/screen-snippets.ts'
import { CopyAs } from '../../../ui/copy-as.tsx'
import { type Change, patchOf } from './setting-values.ts'

/** The changes that are about to be saved. */
export const SettingsAsCall = ({ project, changes }: { readonly project: string; readonly changes: readonly Change[] }) => (
  <CopyAs label={t('Copy as')} texts={changeSettingsSnippets(serverAddress, project, patchOf(changes))} />
)
