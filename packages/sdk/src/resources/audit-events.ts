import type { AuditEvent, ListAuditEventsResponse } from '../messages.ts'
import { walkPages } from '../pages.ts'
import type { CallOptions, Transport } from '../transport.ts'

export interface AuditQuery {
  /** AIP-160: `actor`, `actor_kind`, `target`, `target_kind`, `event` (`event:"api_key.*"`), `time`, joined by AND. */
  readonly filter?: string | undefined
  /** Default 50, at most 1000. */
  readonly page_size?: number | undefined
  readonly page_token?: string | undefined
}

export interface AuditExportQuery {
  /** Default `jsonl`. */
  readonly format?: 'jsonl' | 'csv' | undefined
  readonly filter?: string | undefined
}

/** What happened in one project. */
export class AuditEvents {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  async listPage(query: AuditQuery = {}, options?: CallOptions): Promise<ListAuditEventsResponse> {
    return (await this.#transport.send('adminListAuditEvents', { query: { ...query } }, options)) as ListAuditEventsResponse
  }

  /** Every event that matches, newest first. */
  list(query: AuditQuery = {}, options?: CallOptions): AsyncGenerator<AuditEvent, void, undefined> {
    return walkPages(
      query,
      (page) => this.listPage(page, options),
      (page) => page.audit_events,
    )
  }

  /** Every event that matches as text, newest first, read as fast as it is consumed; rejects when it breaks off early. */
  export(query: AuditExportQuery = {}, options?: CallOptions): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#transport.read('adminExportAuditEvents', { query: { ...query } }, options)
  }
}

/** What happened in workspaces: people, projects, API keys of their own. */
export class WorkspaceAuditEvents {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  async listPage(workspace: string, query: AuditQuery = {}, options?: CallOptions): Promise<ListAuditEventsResponse> {
    const request = { path: { workspace }, query: { ...query } }
    return (await this.#transport.send('listWorkspaceAuditEvents', request, options)) as ListAuditEventsResponse
  }

  /** Every event that matches, newest first. */
  list(workspace: string, query: AuditQuery = {}, options?: CallOptions): AsyncGenerator<AuditEvent, void, undefined> {
    return walkPages(
      query,
      (page) => this.listPage(workspace, page, options),
      (page) => page.audit_events,
    )
  }

  /** Every event that matches as text, newest first, read as fast as it is consumed; rejects when it breaks off early. */
  export(workspace: string, query: AuditExportQuery = {}, options?: CallOptions): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#transport.read('exportWorkspaceAuditEvents', { path: { workspace }, query: { ...query } }, options)
  }
}
