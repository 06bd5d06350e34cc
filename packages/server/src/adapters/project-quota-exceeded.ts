import { DomainError } from '@latchkey/core/errors/domain-error'

/** Why a workspace gets no further project. */
export const projectQuotaExceeded = (limit: number, used: number): DomainError =>
  new DomainError('project_quota_exceeded', {
    reason: `the workspace has ${used} of ${limit} projects`,
    metadata: { limit: `${limit}`, current_usage: `${used}` },
  })
