import { type AccessPermission, accessPermissions } from './access-permissions.ts'

export type { AccessPermission }

/** What a person may be in a workspace or in one of its projects, widest first. */
export const roles = ['owner', 'developer', 'viewer'] as const
export type Role = (typeof roles)[number]

/** What can be done on the control plane, and what it takes. */
export const controlPermissions = [
  'workspace:read',
  'workspace:update',
  'workspace_keys:read',
  'workspace_keys:manage',
  'members:read',
  'members:invite',
  'members:remove',
  'projects:create',
  'project:read',
  'project:update',
  'project:enable',
  'project:suspend',
  'project:delete',
  'secrets:read',
  'secrets:rotate',
  'project_keys:read',
  'project_keys:manage',
  'audit:read',
  'webhooks:read',
  'webhooks:manage',
] as const
export type ControlPermission = (typeof controlPermissions)[number]

/** How a caller stands to a workspace: a person with a role, or one of its API keys. */
export type Standing = Role | 'workspace_key'

const readings = [
  'workspace:read',
  'members:read',
  'project:read',
  'secrets:read',
  'project_keys:read',
  'audit:read',
  'webhooks:read',
] as const satisfies readonly ControlPermission[]

/**
 * Who may do what on the control plane: the one table that the server asks, the tests walk and the documentation prints.
 * A workspace key invites nobody: an invitation would outlive the key.
 */
export const controlPermissionsOf: Readonly<Record<Standing, readonly ControlPermission[]>> = {
  owner: controlPermissions,
  developer: [
    ...readings,
    'workspace_keys:read',
    'projects:create',
    'project:update',
    'project:enable',
    'project_keys:manage',
    'webhooks:manage',
  ],
  viewer: readings,
  workspace_key: controlPermissions.filter((permission) => permission !== 'members:invite'),
}

/** What a signed-in person may do with the API keys of a project. A workspace key never opens the data plane. */
export const accessPermissionsOf: Readonly<Record<Standing, readonly AccessPermission[]>> = {
  owner: accessPermissions,
  developer: accessPermissions,
  viewer: ['keys:read', 'usage:read', 'audit:read'],
  workspace_key: [],
}

export const mayControl = (standing: Standing, permission: ControlPermission): boolean =>
  controlPermissionsOf[standing].includes(permission)

/** The wider of two roles: a member of the workspace who is also a member of one project has both. */
export const widerRole = (one: Role | undefined, other: Role | undefined): Role | undefined =>
  roles.find((role) => role === one || role === other)
