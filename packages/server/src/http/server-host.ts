import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Address } from './addressing.ts'
import type { OwnHostTest, ProjectResolver } from './gate.ts'

/** Rejects with `not_found` for a request to a host that serves nothing but a project, or nothing at all. */
export type ServerHostGuard = (address: Address) => Promise<void>

/** A project's own host serves that project and nothing else: no control plane, no console. */
export const makeServerHostGuard =
  (directory: Pick<ProjectResolver, 'resolve'>, isOwnHost: OwnHostTest): ServerHostGuard =>
  async ({ reference, hostBesidePath }) => {
    for (const host of [reference, hostBesidePath]) {
      if (host === undefined) continue
      const isServer = 'host' in host && (await directory.resolve(host)) === undefined && isOwnHost(host.host)
      if (!isServer) throw new DomainError('not_found')
    }
  }
