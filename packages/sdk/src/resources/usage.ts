import type { ListVerificationFailuresResponse, UsageReport, UsageSource, VerificationFailureCount } from '../messages.ts'
import { walkPages } from '../pages.ts'
import type { CallOptions, Transport } from '../transport.ts'

interface TimeRange {
  /** RFC 3339. */
  readonly start_time?: string | undefined
  /** RFC 3339; itself no longer meant. */
  readonly end_time?: string | undefined
}

export interface UsageQuery extends TimeRange {
  /** Default: HOUR. */
  readonly granularity?: UsageReport['granularity'] | undefined
  /** Default: OUTCOME, which tells neither keys nor actors apart. */
  readonly group_by?: UsageReport['group_by'] | undefined
  /** How many keys or actors are told apart; default 10, at most 100. */
  readonly top?: number | undefined
  /** Empty: only credentials that belong to no key. */
  readonly key_id?: string | undefined
  readonly actor_id?: string | undefined
}

export interface FailureQuery extends TimeRange {
  /** Empty: only credentials that belong to no key. */
  readonly key_id?: string | undefined
  /** Default 50, at most 1000. */
  readonly page_size?: number | undefined
  readonly page_token?: string | undefined
}

/** How often keys were verified. Figures are written every few seconds; counts are decimal text. */
export class Usage {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  async query(query: UsageQuery = {}, options?: CallOptions): Promise<UsageReport> {
    return (await this.#transport.send('adminQueryUsage', { query: { ...query } }, options)) as UsageReport
  }

  /** Where a key was presented from, the latest first. */
  async sources(keyId: string, options?: CallOptions): Promise<readonly UsageSource[]> {
    const response = await this.#transport.send('adminListUsageSources', { query: { key_id: keyId } }, options)
    return (response as { sources: UsageSource[] }).sources
  }

  async failuresPage(query: FailureQuery = {}, options?: CallOptions): Promise<ListVerificationFailuresResponse> {
    const response = await this.#transport.send('adminListVerificationFailures', { query: { ...query } }, options)
    return response as ListVerificationFailuresResponse
  }

  /** Refused verifications, those of the latest minute first. */
  failures(query: FailureQuery = {}, options?: CallOptions): AsyncGenerator<VerificationFailureCount, void, undefined> {
    return walkPages<ListVerificationFailuresResponse, VerificationFailureCount>(
      query,
      ({ page_token }) => this.failuresPage({ ...query, page_token }, options),
      (page) => page.verification_failures,
    )
  }
}
