import type { RevocationReason as WireReason } from '@latchkey/contract/messages/shared'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { KeyOrigin } from '@latchkey/core/key/api-key'
import type { Call } from '@latchkey/core/key/call'
import type { KeyTarget } from '@latchkey/core/key/change-key'
import type { RevocationGrounds } from '@latchkey/core/key/revocation'
import { versionsOfIfMatch } from './etag.ts'
import { reasonOfWire } from './names.ts'

interface Asking {
  readonly caller: AuditCaller
  readonly clientIp: string | undefined
  readonly requestId: string
}

/** Who asks and from where, as an audit entry wants to know it. */
export const callOf = ({ caller, clientIp, requestId }: Asking): Call => ({ caller, ip: clientIp, requestId })

interface Naming {
  readonly params: Readonly<Record<string, string>>
  readonly ifMatch: string | undefined
}

/** The key that the path names, in the state that the caller saw. */
export const targetOf = ({ params, ifMatch }: Naming, origin: KeyOrigin | undefined): KeyTarget => ({
  id: params['key_id'] ?? '',
  origin,
  expectedVersions: versionsOfIfMatch(ifMatch),
})

export const groundsFromWire = (message: { readonly reason?: WireReason; readonly description?: string }): RevocationGrounds => ({
  reason: reasonOfWire[message.reason ?? 'REVOCATION_REASON_UNSPECIFIED'],
  description: message.description || undefined,
})
