import type { Call } from '@latchkey/core/key/call'
import type { KeyTarget } from '@latchkey/core/key/change-key'
import type { KeyOrigin } from '@latchkey/core/key/api-key'
import type { RevocationReason as WireReason } from '@latchkey/contract/messages/shared'
import type { RevocationGrounds } from '@latchkey/core/key/revocation'
import type { OperationCall } from '../operation.ts'
import { versionsOfIfMatch } from './etag.ts'
import { reasonOfWire } from './names.ts'

/** Who asks and from where, as an audit entry wants to know it. */
export const callOf = ({ caller, clientIp, requestId }: OperationCall): Call => ({ caller, ip: clientIp, requestId })

/** The key that the path names, in the state that the caller saw. */
export const targetOf = ({ params, ifMatch }: OperationCall, origin: KeyOrigin | undefined): KeyTarget => ({
  id: params['key_id'] ?? '',
  origin,
  expectedVersions: versionsOfIfMatch(ifMatch),
})

export const groundsFromWire = (message: { readonly reason?: WireReason; readonly description?: string }): RevocationGrounds => ({
  reason: reasonOfWire[message.reason ?? 'REVOCATION_REASON_UNSPECIFIED'],
  description: message.description || undefined,
})
