import { type AccessPermission, accessPermissions } from '@latchkey/core/access/access-permissions'
import { t } from '../../../i18n/i18n.ts'

export const permissionSets = ['full', 'read', 'keys', 'verify', 'custom'] as const
export type PermissionSet = (typeof permissionSets)[number]

const keysOnly = accessPermissions.filter((permission) => permission.startsWith('keys:'))
const readOnly: readonly AccessPermission[] = ['keys:read', 'usage:read', 'audit:read']

export const permissionSetName = (set: PermissionSet): string =>
  ({
    full: t('Full access'),
    read: t('Read only'),
    keys: t('Keys only'),
    verify: t('Verify only'),
    custom: t('Custom'),
  })[set]

export const permissionSetHint = (set: PermissionSet): string =>
  ({
    full: t('Everything that can be done with the API keys of this project.'),
    read: t('Reads keys, usage and audit events; changes nothing.'),
    keys: t('Everything with keys; no derived tokens, usage or audit events.'),
    verify: t('Only verifies keys: what a gateway needs.'),
    custom: t('Exactly the permissions that you choose.'),
  })[set]

/** As the server takes it. */
export const permissionsToSend = (set: PermissionSet, custom: readonly AccessPermission[]): string | string[] => {
  if (set === 'custom') return [...custom]
  return set === 'keys' ? [...keysOnly] : set
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((permission) => other.includes(permission))

/** The name that people chose it by. */
export function permissionSetOf(permissions: readonly AccessPermission[]): PermissionSet {
  if (same(permissions, accessPermissions)) return 'full'
  if (same(permissions, keysOnly)) return 'keys'
  if (same(permissions, readOnly)) return 'read'
  return same(permissions, ['keys:verify']) ? 'verify' : 'custom'
}
