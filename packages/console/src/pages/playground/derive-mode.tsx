import { DeriveToken } from '../../credential/derive-token.tsx'
import type { ModeProps } from './mode-props.ts'

/** A token of whichever key somebody has. */
export const DeriveMode = ({ project, disabledBecause }: ModeProps) => (
  <DeriveToken project={project} disabledBecause={disabledBecause} />
)
