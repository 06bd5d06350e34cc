import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'

/** Issued keys of one project that share their prefix and their HMAC secret. */
export interface LiveKeyGroup {
  readonly projectId: ProjectId
  readonly prefix: string
  readonly hmacSecretId: string
}

/** Keys of one name move the same counters. */
export const groupName = (key: ApiKey): string =>
  key.origin === 'issued' ? `${key.projectId}\n${key.prefix}\n${key.hmacSecretId}` : key.projectId
