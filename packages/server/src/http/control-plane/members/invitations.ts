import type { CreateInvitationBody, CreateInvitationResponse, ListInvitationsResponse } from '@latchkey/contract/messages/members'
import {
  type ListInvitationsDependencies,
  makeListInvitations,
  makeTakeBackInvitation,
  type TakeBackInvitationDependencies,
} from '@latchkey/core/access/invitations'
import { type InviteDependencies, makeInvite } from '@latchkey/core/access/invite'
import { controlCallOf, workspaceOf } from '../../mapping/control-target.ts'
import { invitationLink, invitationLocation, invitationToWire, inviteRequestFromWire } from '../../mapping/member.ts'
import type { ControlCall, ControlHandler } from '../../operation.ts'

export function makeListInvitationsHandler(deps: ListInvitationsDependencies): ControlHandler {
  const listInvitations = makeListInvitations(deps)
  return async (call) => {
    const invitations = await listInvitations(workspaceOf(call).id)
    const body: ListInvitationsResponse = { invitations: invitations.map(invitationToWire) }
    return { status: 200, body }
  }
}

export interface CreateInvitationHandlerDependencies extends InviteDependencies {
  /** Scheme and authority under which people reach the console: `https://keys.example.com`. */
  readonly originOf: (call: ControlCall) => string
}

export function makeCreateInvitationHandler(deps: CreateInvitationHandlerDependencies): ControlHandler {
  const invite = makeInvite(deps)
  return async (call) => {
    const request = inviteRequestFromWire(call.body as CreateInvitationBody, workspaceOf(call).id)
    const { invitation, token } = await invite(call.caller, controlCallOf(call), request)
    const body: CreateInvitationResponse = {
      invitation: invitationToWire(invitation),
      link: invitationLink(deps.originOf(call), token.reveal()),
    }
    return { status: 201, body, headers: invitationLocation(invitation) }
  }
}

export function makeDeleteInvitationHandler(deps: TakeBackInvitationDependencies): ControlHandler {
  const takeBack = makeTakeBackInvitation(deps)
  return async (call) => {
    await takeBack(workspaceOf(call).id, controlCallOf(call), (call.params['invitation'] ?? '').toLowerCase())
    return { status: 204 }
  }
}
