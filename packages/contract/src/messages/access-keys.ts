import { Type } from 'typebox'
import { NAME_MAX_LENGTH, storedText, time, uuid } from './fields.ts'

/** RFC 3339 with nine digits of fraction and an offset. */
const TIME_MAX_LENGTH = 35

/** What all API keys for our own API have. */
const accessKey = {
  id: uuid('Of the API key.'),
  name: Type.String({ description: 'What people call the API key.' }),
  owner_id: uuid('The project or workspace that the API key belongs to.'),
  value: Type.Optional(Type.String({ description: 'The API key itself: only in the answer that creates it.' })),
  last_characters: Type.Optional(Type.String({ description: 'The last four characters, to recognise it by.' })),
  created_at: Type.Optional(time('When it was made.')),
  updated_at: Type.Optional(time('When its record last changed.')),
  expires_at: Type.Optional(time('From then on it opens nothing; left out: it has no end.')),
}

export const AccessPermission = Type.Enum(
  [
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
  ],
  { type: 'string', description: 'Something that a project API key may do.' },
)
export type AccessPermission = Type.Static<typeof AccessPermission>

export const ProjectApiKey = Type.Object(
  {
    ...accessKey,
    project_id: Type.Optional(uuid('The project.')),
    permissions: Type.Optional(Type.Array(AccessPermission, { description: 'What it may do.' })),
  },
  { title: 'projectApiKey', description: 'A credential for the API keys of one project.' },
)
export type ProjectApiKey = Type.Static<typeof ProjectApiKey>

export const ProjectApiKeys = Type.Array(ProjectApiKey, {
  title: 'projectApiKeys',
  description: 'The API keys of a project, newest first.',
})
export type ProjectApiKeys = Type.Static<typeof ProjectApiKeys>

export const WorkspaceApiKey = Type.Object(
  { ...accessKey, workspace_id: Type.Optional(uuid('The workspace.')) },
  { title: 'workspaceApiKey', description: 'A credential for the control plane of one workspace.' },
)
export type WorkspaceApiKey = Type.Static<typeof WorkspaceApiKey>

export const WorkspaceApiKeys = Type.Array(WorkspaceApiKey, {
  title: 'workspaceApiKeys',
  description: 'The API keys of a workspace, newest first.',
})
export type WorkspaceApiKeys = Type.Static<typeof WorkspaceApiKeys>

const newAccessKey = {
  name: storedText(NAME_MAX_LENGTH, { minLength: 1, description: 'What people call the API key.' }),
  expires_at: Type.Optional(
    Type.String({
      format: 'date-time',
      maxLength: TIME_MAX_LENGTH,
      description: 'From then on it opens nothing. Left out: it has no end.',
    }),
  ),
}

const permission = Type.String({ maxLength: 32 })

export const CreateProjectApiKeyBody = Type.Object(
  {
    ...newAccessKey,
    permissions: Type.Optional(
      Type.Union([Type.Array(permission, { maxItems: 32 }), permission], {
        description: 'What it may do: `full`, `read`, `verify`, or a list of permissions. Left out: `full`.',
      }),
    ),
  },
  { title: 'createProjectApiKeyBody', description: 'A new API key of a project.' },
)
export type CreateProjectApiKeyBody = Type.Static<typeof CreateProjectApiKeyBody>

export const CreateWorkspaceApiKeyBody = Type.Object(newAccessKey, {
  title: 'CreateWorkspaceApiKeyBody',
  description: 'A new API key of a workspace.',
})
export type CreateWorkspaceApiKeyBody = Type.Static<typeof CreateWorkspaceApiKeyBody>
