import type { IncomingHttpHeaders } from 'node:http'
import type { AccessPermission } from '@latchkey/core/access/access-permissions'
import { type ControlCaller, standingOf } from '@latchkey/core/access/control-caller'
import { accessPermissionsOf } from '@latchkey/core/access/roles'
import { accessKeyKindOf } from '@latchkey/core/credential/access-key-secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import type { SignedIn } from '@latchkey/core/ports/account-store'
import { type Awaitable, whenReady } from '@latchkey/core/ports/awaitable'
import type { Project } from '@latchkey/core/project/project'
import { type AccessKeys, bearerOf } from './access-keys.ts'
import { originOf } from './request-facts.ts'
import { refuseForeignPage } from './same-origin.ts'

/** Who calls the admin surface of a project, and what that credential may do. */
export interface AdminCaller {
  readonly audit: AuditCaller
  /** The project the credential belongs to; `undefined`: the address must name one. */
  readonly projectId: string | undefined
  /** What it is told about a project that it cannot see, be there one or not. */
  readonly blindness: 'unauthorized' | 'not_found'
  /** What the caller may do there; `undefined`: as far as this caller is concerned there is no such project. */
  permissionsIn(project: Project): ReadonlySet<AccessPermission> | undefined
}

/** What a request shows to say who sent it. */
export interface Presented {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** Scheme and host as the browser sees them. */
export interface Site {
  readonly isSecure: boolean
  readonly host: string
}

export interface Authenticator {
  /** Rejects with `unauthorized` for anything but a live project API key or a session: what is wrong with it looks alike. */
  authenticate(presented: Presented, site: Site): Awaitable<AdminCaller>
  /** The same for the control plane, which a workspace API key opens too. */
  authenticateControl(presented: Presented, site: Site): Awaitable<ControlCaller>
}

/** The person whose session a browser presents; rejects with `forbidden` when another site may have sent the request. */
export type SessionFinder = (presented: Presented, site: Site) => Promise<SignedIn | undefined>

/** Without a session finder there is no console, and a cookie means nothing. */
export function makeAuthenticator(accessKeys: Pick<AccessKeys, 'identify'>, findSession?: SessionFinder): Authenticator {
  const callers = new WeakMap<AccessKey, AdminCaller>()
  const callerOfKey = (accessKey: AccessKey): AdminCaller => {
    const known = callers.get(accessKey)
    if (known !== undefined) return known
    const caller = projectKeyCaller(accessKey)
    callers.set(accessKey, caller)
    return caller
  }
  const identify = (credential: string | undefined): Awaitable<AccessKey> => {
    if (credential === undefined) throw new DomainError('unauthorized')
    return accessKeys.identify(credential)
  }
  /** A workspace key never opens the data plane; it is not even looked for. */
  const identifyProjectKey = ({ headers }: Presented): Awaitable<AccessKey> => {
    const credential = bearerOf(headers.authorization)
    return identify(credential !== undefined && accessKeyKindOf(credential) === 'project' ? credential : undefined)
  }
  const signedIn = async (presented: Presented, site: Site): Promise<SignedIn> => {
    const found = await findSession?.(presented, site)
    if (found === undefined) throw new DomainError('unauthorized')
    return found
  }
  // A credential in the header decides alone: no other site can make a browser send one.
  const isBrowser = ({ headers }: Presented): boolean => headers.authorization === undefined && headers.cookie !== undefined

  return {
    authenticate: (presented, site) =>
      isBrowser(presented)
        ? signedIn(presented, site).then((found) => accountCaller(controlCallerOf(found)))
        : whenReady(identifyProjectKey(presented), callerOfKey),
    authenticateControl: (presented, site) =>
      isBrowser(presented)
        ? signedIn(presented, site).then(controlCallerOf)
        : whenReady(identify(bearerOf(presented.headers.authorization)), (accessKey) => ({
            kind: accessKey.kind === 'project' ? 'project_key' : 'workspace_key',
            audit: auditCallerOf(accessKey),
            accessKey,
          })),
  }
}

const UNAUTHENTICATED: AuditCaller = { kind: 'unauthenticated_admin', id: '', name: '' }
const EVERYTHING: ReadonlySet<AccessPermission> = new Set(accessPermissionsOf.owner)

const ANYONE: AdminCaller = {
  audit: UNAUTHENTICATED,
  projectId: undefined,
  blindness: 'unauthorized',
  permissionsIn: () => EVERYTHING,
}

/**
 * For a server behind an authenticating proxy: whoever reaches the surface may do everything, but no page of another site
 * may make the browser of somebody who does.
 */
export const openAuthenticator: Authenticator = {
  authenticate(presented, site) {
    refuseOthersPages(presented, site)
    return ANYONE
  },
  authenticateControl(presented, site) {
    refuseOthersPages(presented, site)
    return { kind: 'open', audit: UNAUTHENTICATED }
  },
}

const refuseOthersPages = ({ method = 'GET', headers }: Presented, site: Site): void =>
  refuseForeignPage({ method, headers, origin: originOf(site) })

const auditCallerOf = ({ id, name }: AccessKey): AuditCaller => ({ kind: 'access_key', id, name })

function projectKeyCaller(accessKey: AccessKey): AdminCaller {
  const permissions: ReadonlySet<AccessPermission> = new Set(accessKey.permissions)
  return {
    audit: auditCallerOf(accessKey),
    projectId: accessKey.ownerId,
    blindness: 'unauthorized',
    permissionsIn: () => permissions,
  }
}

const controlCallerOf = ({ session, account, memberships }: SignedIn): ControlCaller => ({
  kind: 'account',
  audit: { kind: 'account', id: account.id, name: account.email },
  account,
  memberships,
  session,
})

/** A person on the data plane: what their role allows in the project they name. */
const accountCaller = (caller: ControlCaller): AdminCaller => ({
  audit: caller.audit,
  projectId: undefined,
  // A browser that is told "unauthorized" asks its person to sign in, who is signed in already.
  blindness: 'not_found',
  permissionsIn: ({ workspaceId, id }) => {
    const standing = standingOf(caller, { workspaceId, projectId: id })
    return standing === undefined ? undefined : new Set(accessPermissionsOf[standing])
  },
})
