import type { Warning } from '@latchkey/contract/messages/projects'
import type { ProjectWarning, ProjectWarningKind } from '@latchkey/core/project/project-warning'

/** Stable, so that a client may tell them apart: 1xxx had no effect, 2xxx breaks something. */
const wireCodeOf = {
  unknown_setting: 1001,
  managed_setting: 1002,
  secret_in_settings: 1003,
  read_only: 1004,
  service_not_offered: 1005,
  cors_not_offered: 1006,
  organizations_not_offered: 1007,
  hosts_not_editable: 1008,
  stranded_keys: 2001,
  stranded_tokens: 2002,
} as const satisfies Record<ProjectWarningKind, number>

export const warningsToWire = (warnings: readonly ProjectWarning[]): Warning[] =>
  warnings.map(({ kind, message }) => ({ code: wireCodeOf[kind], message }))
