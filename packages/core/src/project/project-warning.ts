/** What may be said about a change that was made all the same. */
export const projectWarningKinds = [
  'unknown_setting',
  'managed_setting',
  'secret_in_settings',
  'read_only',
  'service_not_offered',
  'cors_not_offered',
  'organizations_not_offered',
  'hosts_not_editable',
  'stranded_keys',
  'stranded_tokens',
] as const
export type ProjectWarningKind = (typeof projectWarningKinds)[number]

export interface ProjectWarning {
  readonly kind: ProjectWarningKind
  /** For people: names the path, and never a secret. */
  readonly message: string
}
