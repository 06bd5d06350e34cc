import type {
  CreateInvitationBody,
  CreateInvitationResponse,
  Invitation,
  ProjectMember,
  UpdateWorkspaceMemberBody,
  WorkspaceMember,
} from '../messages.ts'
import type { CallOptions, Transport } from '../transport.ts'

/** People: who belongs to a workspace or to one project of it, and who is invited. */
export class Members {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Members of the project and those who reach it through its workspace. */
  async listOfProject(project: string, options?: CallOptions): Promise<ProjectMember[]> {
    return (await this.#transport.send('getProjectMembers', { path: { project } }, options)) as ProjectMember[]
  }

  /** Someone who reaches the project through its workspace is removed there instead. */
  async removeFromProject(project: string, member: string, options?: CallOptions): Promise<void> {
    await this.#transport.send('removeProjectMember', { path: { project, member } }, options)
  }

  async listOfWorkspace(workspace: string, options?: CallOptions): Promise<WorkspaceMember[]> {
    const answer = await this.#transport.send('listWorkspaceMembers', { path: { workspace } }, options)
    return (answer as { members: WorkspaceMember[] }).members
  }

  /** Refused with `failed_precondition` for the last owner. */
  async changeRole(
    workspace: string,
    member: string,
    change: UpdateWorkspaceMemberBody,
    options?: CallOptions,
  ): Promise<WorkspaceMember> {
    const request = { path: { workspace, member }, body: change }
    return (await this.#transport.send('updateWorkspaceMember', request, options)) as WorkspaceMember
  }

  /** Refused with `failed_precondition` for the last owner. */
  async removeFromWorkspace(workspace: string, member: string, options?: CallOptions): Promise<void> {
    await this.#transport.send('removeWorkspaceMember', { path: { workspace, member } }, options)
  }

  async listInvitations(workspace: string, options?: CallOptions): Promise<Invitation[]> {
    const answer = await this.#transport.send('listInvitations', { path: { workspace } }, options)
    return (answer as { invitations: Invitation[] }).invitations
  }

  /** The link in the answer is shown this once; whoever opens it may accept. */
  async invite(workspace: string, request: CreateInvitationBody, options?: CallOptions): Promise<CreateInvitationResponse> {
    const sent = { path: { workspace }, body: request }
    return (await this.#transport.send('createInvitation', sent, options)) as CreateInvitationResponse
  }

  async deleteInvitation(workspace: string, invitation: string, options?: CallOptions): Promise<void> {
    await this.#transport.send('deleteInvitation', { path: { workspace, invitation } }, options)
  }
}
