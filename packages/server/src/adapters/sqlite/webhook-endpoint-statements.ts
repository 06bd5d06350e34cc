import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { EndpointSecret, WebhookEndpoint } from '@latchkey/core/ports/webhook-store'
import type { WebhookEventType } from '@latchkey/core/webhook/event-types'
import { prepareRows } from './connection.ts'

/** Who is told of the events of a project. */
export type Subscriber = Pick<WebhookEndpoint, 'id' | 'eventTypes'>

type EndpointRow = readonly [
  projectId: string,
  id: string,
  url: string,
  description: string,
  eventTypes: string,
  state: string,
  disabledBecause: string | null,
  secrets: string,
  createdAt: number,
  updatedAt: number,
]

const COLUMNS = 'project_id, id, url, description, event_types, state, disabled_because, secrets, created_at, updated_at'

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
      `SELECT ${COLUMNS} FROM webhook_endpoints
      WHERE project_id = ? ORDER BY created_at, id`,
    )
    this.#find = prepareRows<EndpointRow>(db, `SELECT ${COLUMNS} FROM webhook_endpoints WHERE project_id = ? AND id = ?`)
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
    this.#insert = db.prepare(`INSERT INTO webhook_endpoints (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`)
    this.#update = db.prepare(`UPDATE webhook_endpoints SET url = ?, description = ?, event_types = ?, state = ?,
      disabled_because = ?, secrets = ?, created_at = ?, updated_at = ? WHERE project_id = ? AND id = ?`)
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
    return this.#listSubscribers.all(chainId).map(([id, eventTypes]) => ({ id, eventTypes: fromListText(eventTypes) }))
  }

  /** Every enabled endpoint with its project. */
  listSubscribed(): readonly (Pick<Subscriber, 'eventTypes'> & { readonly projectId: ProjectId })[] {
    return this.#listSubscribed
      .all()
      .map(([projectId, eventTypes]) => ({ projectId: projectId as ProjectId, eventTypes: fromListText(eventTypes) }))
  }

  isProjectThere(projectId: ProjectId): boolean {
    return this.#findProject.get(projectId) !== undefined
  }

  /** False when the id is taken. */
  insert(endpoint: WebhookEndpoint): boolean {
    return this.#insert.run(endpoint.projectId, endpoint.id, ...factsOf(endpoint)).changes === 1
  }

  update(endpoint: WebhookEndpoint): void {
    this.#update.run(...factsOf(endpoint), endpoint.projectId, endpoint.id)
  }

  remove(projectId: ProjectId, id: string): void {
    this.#remove.run(projectId, id)
  }
}

const factsOf = (endpoint: WebhookEndpoint): SQLInputValue[] => [
  endpoint.url,
  endpoint.description,
  JSON.stringify(endpoint.eventTypes),
  endpoint.state,
  endpoint.disabledBecause ?? null,
  JSON.stringify(endpoint.secrets),
  endpoint.createdAt,
  endpoint.updatedAt,
]

function toEndpoint(row: EndpointRow): WebhookEndpoint {
  const [projectId, id, url, description, eventTypes, state, disabledBecause, secrets, createdAt, updatedAt] = row
  return {
    id,
    projectId: projectId as ProjectId,
    url,
    description,
    eventTypes: fromListText(eventTypes),
    state: state as WebhookEndpoint['state'],
    disabledBecause: (disabledBecause ?? undefined) as WebhookEndpoint['disabledBecause'],
    secrets: (JSON.parse(secrets) as EndpointSecret[]).map(({ sealed, createdAt: made, expiresAt }) => ({
      sealed,
      createdAt: made,
      expiresAt,
    })),
    createdAt: createdAt as Instant,
    updatedAt: updatedAt as Instant,
  }
}

const fromListText = (text: string): readonly WebhookEventType[] => JSON.parse(text) as WebhookEventType[]
