/** What a project API key (`ory_pat_…`) may do on the data plane of its project. */
export const accessPermissions = [
  'keys:verify',
  'keys:read',
  'keys:issue',
  'keys:import',
  'keys:update',
  'keys:rotate',
  'keys:revoke',
  'keys:delete',
  'tokens:derive',
  'usage:read',
  'audit:read',
] as const
export type AccessPermission = (typeof accessPermissions)[number]
