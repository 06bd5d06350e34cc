import type { KeyDetailSearch } from './key-detail-search.ts'
import type { KeyDialogProps } from './key-view.ts'
import { DeleteDialog } from './revoke/delete-dialog.tsx'
import { RevokeDialog } from './revoke/revoke-dialog.tsx'
import { SuspendDialog } from './revoke/suspend-dialog.tsx'
import { RotateDialog } from './rotate/rotate-dialog.tsx'

/** The question that the address asks; none for a key that it does not fit. */
export function KeyDialogs({ question, ...props }: KeyDialogProps & { readonly question: KeyDetailSearch['do'] }) {
  const { kind, key } = props.loaded
  const ended = key.status === 'KEY_STATUS_REVOKED'
  if (question === 'rotate' && kind === 'issued' && key.status === 'KEY_STATUS_ACTIVE') return <RotateDialog {...props} />
  if (question === 'revoke' && !ended) return <RevokeDialog {...props} />
  if (question === 'suspend' && key.status === 'KEY_STATUS_ACTIVE') return <SuspendDialog {...props} />
  if (question === 'delete' && kind === 'imported') return <DeleteDialog {...props} />
  return null
}
