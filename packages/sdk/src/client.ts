import type { PublicJwk } from './messages.ts'
import { AccessKeys } from './resources/access-keys.ts'
import { AuditEvents, WorkspaceAuditEvents } from './resources/audit-events.ts'
import { ImportedKeys } from './resources/imported-keys.ts'
import { IssuedKeys } from './resources/issued-keys.ts'
import { Keys } from './resources/keys.ts'
import { Members } from './resources/members.ts'
import { Projects } from './resources/projects.ts'
import { Usage } from './resources/usage.ts'
import { Webhooks } from './resources/webhooks.ts'
import { Workspaces } from './resources/workspaces.ts'
import { type CallOptions, type ConnectionOptions, Transport } from './transport.ts'

/** One project of a Latchkey server. Safe to share; holds no connection open. */
export class Latchkey {
  readonly issuedKeys: IssuedKeys
  readonly importedKeys: ImportedKeys
  readonly keys: Keys
  readonly auditEvents: AuditEvents
  readonly usage: Usage
  readonly #transport: Transport

  /** @throws TypeError when the endpoint is not one */
  constructor(options: ConnectionOptions) {
    this.#transport = new Transport(options)
    this.issuedKeys = new IssuedKeys(this.#transport)
    this.importedKeys = new ImportedKeys(this.#transport)
    this.keys = new Keys(this.#transport)
    this.auditEvents = new AuditEvents(this.#transport)
    this.usage = new Usage(this.#transport)
  }

  /** The public keys that derived JWTs verify with. */
  async jwks(options?: CallOptions): Promise<{ readonly keys: readonly PublicJwk[] }> {
    return (await this.#transport.send('getJwks', {}, options)) as { keys: PublicJwk[] }
  }
}

/**
 * The control plane of a server: workspaces, projects, their members and API keys. Its endpoint is the server's own address,
 * its `apiKey` a workspace API key (`ory_wak_…`); a project API key only lists its own project.
 */
export class ControlPlane {
  readonly projects: Projects
  readonly workspaces: Workspaces
  readonly members: Members
  readonly accessKeys: AccessKeys
  readonly webhooks: Webhooks
  readonly auditEvents: WorkspaceAuditEvents

  /** @throws TypeError when the endpoint is not one */
  constructor(options: ConnectionOptions) {
    const transport = new Transport(options)
    this.projects = new Projects(transport)
    this.workspaces = new Workspaces(transport)
    this.members = new Members(transport)
    this.accessKeys = new AccessKeys(transport)
    this.webhooks = new Webhooks(transport)
    this.auditEvents = new WorkspaceAuditEvents(transport)
  }
}
