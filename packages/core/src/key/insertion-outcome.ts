import { DomainError } from '../errors/domain-error.ts'
import type { InsertOutcome } from '../ports/key-store.ts'

/** An insertion that left no key of ours in the store. */
export type RefusedInsertion = Exclude<InsertOutcome, { readonly outcome: 'inserted' | 'replayed' }>

export function refusalOfInsertion(outcome: RefusedInsertion): DomainError {
  switch (outcome.outcome) {
    case 'exists':
      return new DomainError('api_key_exists')
    case 'request_id_reused':
      return new DomainError('conflict', { reason: 'request_id: was used before with different parameters' })
    case 'quota_exceeded':
      return new DomainError('api_key_quota_exceeded', {
        metadata: { limit: String(outcome.limit), current_usage: String(outcome.used) },
      })
  }
}
