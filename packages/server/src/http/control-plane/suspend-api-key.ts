import type { KeyOrigin } from '@latchkey/core/key/api-key'
import { type ChangeSuspension, makeResumeKey, makeSuspendKey, type SuspendKeyDependencies } from '@latchkey/core/key/suspend-key'
import { callOf, targetOf } from '../mapping/operation-call.ts'
import { recordReply } from '../mapping/record-reply.ts'
import type { OperationHandler } from '../operation.ts'

export const makeSuspendApiKeyHandler = (deps: SuspendKeyDependencies, origin: KeyOrigin): OperationHandler =>
  makeHandler(deps, origin, makeSuspendKey(deps))

export const makeResumeApiKeyHandler = (deps: SuspendKeyDependencies, origin: KeyOrigin): OperationHandler =>
  makeHandler(deps, origin, makeResumeKey(deps))

const makeHandler =
  ({ clock }: SuspendKeyDependencies, origin: KeyOrigin, changeSuspension: ChangeSuspension): OperationHandler =>
  async (call) =>
    recordReply(await changeSuspension(call.project, callOf(call), targetOf(call, origin)), clock.now())
