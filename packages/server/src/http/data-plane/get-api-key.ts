import type { KeyOrigin } from '@latchkey/core/key/api-key'
import { type GetKeyDependencies, makeGetKey } from '@latchkey/core/key/get-key'
import type { Clock } from '@latchkey/core/ports/clock'
import { targetOf } from '../mapping/operation-call.ts'
import { recordReply } from '../mapping/record-reply.ts'
import type { OperationHandler } from '../operation.ts'

export function makeGetApiKeyHandler(deps: GetKeyDependencies & { readonly clock: Clock }, origin: KeyOrigin): OperationHandler {
  const getKey = makeGetKey(deps)
  return async (call) => recordReply(await getKey(call.project, targetOf(call, origin)), deps.clock.now())
}
