import { Type } from 'typebox'
import { NAME_MAX_LENGTH, storedText, time, uuid, uuidOrNull } from './fields.ts'

export const WORKSPACES_PAGE_SIZE_DEFAULT = 250
export const WORKSPACES_PAGE_SIZE_MAX = 1000

export const AccessPolicy = Type.Enum(['CHECK_ORGANIZATION_AND_WORKSPACE_MEMBERSHIP', 'CHECK_ACCESS_PERMISSION'], {
  type: 'string',
  description: 'How access is decided: here always by membership.',
})
export type AccessPolicy = Type.Static<typeof AccessPolicy>

export const Workspace = Type.Object(
  {
    id: uuid('Of the workspace.'),
    name: Type.String({ description: 'What people call the workspace.' }),
    access_policy: Type.Optional(AccessPolicy),
    organization_id: Type.Optional(uuidOrNull('Always null: there are no organizations here.')),
    subscription_id: Type.Optional(uuidOrNull('Always null: nobody is billed here.')),
    subscription_plan: Type.Optional(
      Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'Name of the plan that the operator chose; null for the default plan.',
      }),
    ),
    created_at: time('When the workspace was made.'),
    updated_at: time('When the workspace last changed.'),
  },
  { title: 'workspace', description: 'A group of projects with its people and its credentials.' },
)
export type Workspace = Type.Static<typeof Workspace>

export const ListWorkspacesResponse = Type.Object(
  {
    workspaces: Type.Array(Workspace, { description: 'Those that the caller belongs to, oldest first.' }),
    next_page_token: Type.String({ description: 'For the next page; empty on the last.' }),
    has_next_page: Type.Boolean({ description: 'Whether there are more.' }),
  },
  { title: 'listWorkspaces', description: 'One page of workspaces.' },
)
export type ListWorkspacesResponse = Type.Static<typeof ListWorkspacesResponse>

export const ListWorkspacesQuery = Type.Object({
  page_size: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: WORKSPACES_PAGE_SIZE_MAX,
      format: 'int64',
      default: WORKSPACES_PAGE_SIZE_DEFAULT,
      description: 'Workspaces per page.',
    }),
  ),
  page_token: Type.Optional(Type.String({ maxLength: 64, description: 'next_page_token of the page before.' })),
})
export type ListWorkspacesQuery = Type.Static<typeof ListWorkspacesQuery>

const name = storedText(NAME_MAX_LENGTH, { minLength: 1, description: 'What people call the workspace.' })

export const CreateWorkspaceBody = Type.Object({ name }, { title: 'createWorkspaceBody', description: 'A new workspace.' })
export type CreateWorkspaceBody = Type.Static<typeof CreateWorkspaceBody>

export const UpdateWorkspaceBody = Type.Object(
  { name, access_policy: Type.Optional(AccessPolicy) },
  { title: 'updateWorkspaceBody', description: 'What a workspace shall be.' },
)
export type UpdateWorkspaceBody = Type.Static<typeof UpdateWorkspaceBody>

/** Path of everything that concerns one workspace. */
export const WorkspaceParams = Type.Object({ workspace: Type.String({ description: 'Id of the workspace.' }) })
