import type { LoadedKey } from './loaded-key.ts'

/** What every view of one key is given. */
export interface KeyViewProps {
  readonly project: string
  readonly loaded: LoadedKey
}

export interface KeyDialogProps extends KeyViewProps {
  readonly onClose: () => void
}
