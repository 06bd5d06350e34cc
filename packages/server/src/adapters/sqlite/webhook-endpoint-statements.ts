import type { DatabaseSync } from 'node:sqlite'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { WebhookEndpoint } from '@latchkey/core/ports/webhook-store'
import {
  CHANGE_OF_ENDPOINT,
  ENDPOINT_COLUMNS,
  type EndpointRow,
  endpointFacts,
  toEndpoint,
  toEventTypes,
} from '../sql/webhook-endpoint-rows.ts'
import type { Subscriber } from '../sql/webhook-subscribers.ts'
import { prepareRows } from './connection.ts'

/** The statements on endpoints, prepared once. Each takes the project first. */
export class WebhookEndpointStatements {
  readonly #list
  readonly #find
  readonly #count
  readonly #listSubscribers
  readonly #listSubscribed
  readonly #findProject
  readonly #insert
  readonly #update
  readonly #remove

  constructor(db: DatabaseSync) {
    this.#list = prepareRows<EndpointRow>(
      db,
      `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints
      WHERE project_id = ? ORDER BY created_at, id`,
    )
    this.#find = prepareRows<EndpointRow>(db, `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints WHERE project_id = ? AND id = ?`)
    this.#count = prepareRows<readonly [number]>(db, 'SELECT count(*) FROM webhook_endpoints WHERE project_id = ?')
    this.#listSubscribers = prepareRows<readonly [id: string, eventTypes: string]>(
      db,
      `SELECT id, event_types FROM webhook_endpoints WHERE project_id = ? AND state = 'enabled'`,
    )
    this.#listSubscribed = prepareRows<readonly [projectId: string, eventTypes: string]>(
      db,
      `SELECT project_id, event_types FROM webhook_endpoints WHERE state = 'enabled'`,
    )
    this.#findProject = prepareRows<readonly [number]>(db, `SELECT 1 FROM projects WHERE id = ? AND state <> 'deleted'`)
    this.#insert = db.prepare(`INSERT INTO webhook_endpoints (${ENDPOINT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`)
    this.#update = db.prepare(CHANGE_OF_ENDPOINT)
    this.#remove = db.prepare('DELETE FROM webhook_endpoints WHERE project_id = ? AND id = ?')
  }

  list(projectId: ProjectId): readonly WebhookEndpoint[] {
    return this.#list.all(projectId).map(toEndpoint)
  }

  find(projectId: string, id: string): WebhookEndpoint | undefined {
    const row = this.#find.get(projectId, id)
    return row === undefined ? undefined : toEndpoint(row)
  }

  count(projectId: ProjectId): number {
    return this.#count.get(projectId)?.[0] ?? 0
  }

  /** The enabled endpoints of a project; of nothing for a chain that is no project's. */
  listSubscribers(chainId: string): readonly Subscriber[] {
    return this.#listSubscribers.all(chainId).map(([id, eventTypes]) => ({ id, eventTypes: toEventTypes(eventTypes) }))
  }

  /** Every enabled endpoint with its project. */
  listSubscribed(): readonly (Pick<Subscriber, 'eventTypes'> & { readonly projectId: ProjectId })[] {
    return this.#listSubscribed
      .all()
      .map(([projectId, eventTypes]) => ({ projectId: projectId as ProjectId, eventTypes: toEventTypes(eventTypes) }))
  }

  isProjectThere(projectId: ProjectId): boolean {
    return this.#findProject.get(projectId) !== undefined
  }

  /** False when the id is taken. */
  insert(endpoint: WebhookEndpoint): boolean {
    return this.#insert.run(endpoint.projectId, endpoint.id, ...endpointFacts(endpoint)).changes === 1
  }

  update(endpoint: WebhookEndpoint): void {
    this.#update.run(...endpointFacts(endpoint), endpoint.projectId, endpoint.id)
  }

  remove(projectId: ProjectId, id: string): void {
    this.#remove.run(projectId, id)
  }
}
