import { DomainError } from '../errors/domain-error.ts'
import { type ControlCaller, type Place, requireControl, standingOf } from './control-caller.ts'
import { type Role, widerRole } from './roles.ts'

/**
 * Throws `forbidden` unless the caller may invite people there, with a role at least as wide as the one they hand out. API
 * keys hand out no roles: a role would outlive the key.
 */
export function requireRoleGrant(caller: ControlCaller, place: Place, role: Role): void {
  requireControl(caller, place, 'members:invite')
  const standing = standingOf(caller, place)
  const isOwnOrNarrower = standing !== undefined && standing !== 'workspace_key' && widerRole(standing, role) === standing
  if (!isOwnOrNarrower) throw new DomainError('forbidden', { reason: 'nobody hands out a role wider than their own' })
}
