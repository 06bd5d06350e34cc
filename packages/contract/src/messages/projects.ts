import { Type } from 'typebox'
import {
  type FreeObject,
  freeObject,
  MAX_BYTES_KEYWORD,
  NAME_MAX_LENGTH,
  SIMPLE_DURATION,
  storedText,
  time,
  uuid,
  uuidOrNull,
} from './fields.ts'
import { Workspace } from './workspaces.ts'

/** How many bytes of JSON the settings of a project may take. */
export const SETTINGS_MAX_BYTES = 64 * 1024
export const PATCH_MAX_OPERATIONS = 1000
const POINTER_MAX_LENGTH = 1024
const ORIGINS_MAX_ITEMS = 256

export const ProjectEnvironment = Type.Enum(['prod', 'stage', 'dev'], {
  type: 'string',
  description: 'What the project is for; a label.',
})
export type ProjectEnvironment = Type.Static<typeof ProjectEnvironment>

export const HomeRegion = Type.Enum(['eu-central', 'asia-northeast', 'us-east', 'us-west', 'eu', 'asia', 'us', 'global'], {
  type: 'string',
  description: 'Where the project lives: here always `global`. Accepted and ignored when a project is made.',
})
export type HomeRegion = Type.Static<typeof HomeRegion>

export const ProjectState = Type.Enum(['running', 'halted', 'deleted'], {
  type: 'string',
  readOnly: true,
  description: '`halted` while the project is suspended.',
})
export type ProjectState = Type.Static<typeof ProjectState>

/** An object of settings that is read: its members belong to the service and are never renamed. */
const settingsInput = (description: string) =>
  Type.Unsafe<FreeObject>({ type: 'object', additionalProperties: true, [MAX_BYTES_KEYWORD]: SETTINGS_MAX_BYTES, description })

const otherService = (title: string) =>
  Type.Object(
    { config: settingsInput('Ignored, with a warning.') },
    { title, description: 'A service that this server does not have.' },
  )

const otherServices = {
  identity: Type.Optional(otherService('projectServiceIdentity')),
  oauth2: Type.Optional(otherService('projectServiceOAuth2')),
  permission: Type.Optional(otherService('projectServicePermission')),
  account_experience: Type.Optional(otherService('projectServiceAccountExperience')),
}

export const ProjectServiceTalos = Type.Object(
  {
    config: freeObject({
      description: 'The settings in effect in the shape of a Talos config file, defaults included. Never contains a secret.',
    }),
    enabled: Type.Boolean({ description: 'Whether API keys are switched on for the project. Not in the compatible API.' }),
  },
  { title: 'projectServiceTalos', description: 'API keys.' },
)
export type ProjectServiceTalos = Type.Static<typeof ProjectServiceTalos>

export const ProjectServices = Type.Object(
  { ...otherServices, talos: ProjectServiceTalos },
  { title: 'projectServices', description: 'The settings of a project, by service: here always and only `talos`.' },
)
export type ProjectServices = Type.Static<typeof ProjectServices>

export const ProjectCors = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ description: 'Here always false: put the API behind your own origin instead.' })),
    origins: Type.Optional(Type.Array(Type.String(), { maxItems: ORIGINS_MAX_ITEMS, description: 'Here always empty.' })),
  },
  { title: 'projectCors', description: 'Cross-origin requests; not offered here.' },
)
export type ProjectCors = Type.Static<typeof ProjectCors>

export const BasicOrganization = Type.Object(
  {
    id: uuid('Of the organization.'),
    label: Type.String({ description: 'What people call it.' }),
    domains: Type.Array(Type.String(), { description: 'Its domains.' }),
    default_region: Type.Optional(HomeRegion),
    session_lifespan: Type.Optional(Type.String({ pattern: SIMPLE_DURATION, description: 'How long its sessions last.' })),
  },
  { title: 'basicOrganization', description: 'An organization; there are none here.' },
)
export type BasicOrganization = Type.Static<typeof BasicOrganization>

const HOSTS = 'Host names that the project answers at: its own first, then the custom domains that the operator gave it.'

const identity = {
  id: uuid('Of the project.'),
  slug: Type.String({ description: 'The project as part of a host name: a DNS label.' }),
  name: Type.String({ description: 'What people call the project.' }),
  environment: ProjectEnvironment,
  home_region: HomeRegion,
  state: ProjectState,
  workspace_id: Type.Optional(uuidOrNull('The workspace that the project belongs to.')),
  hosts: Type.Array(Type.String(), { description: HOSTS }),
  created_at: time('When the project was made.'),
  updated_at: time('When the project last changed.'),
}

export const Project = Type.Object(
  {
    ...identity,
    hosts: Type.Array(Type.String(), { description: `${HOSTS} Not in the compatible API.` }),
    created_at: time('When the project was made. Not in the compatible API.'),
    updated_at: time('When the project last changed. Not in the compatible API.'),
    revision_id: uuid('Names this state of name and settings; a change gives another one.'),
    services: ProjectServices,
    cors_public: Type.Optional(ProjectCors),
    cors_admin: Type.Optional(ProjectCors),
    organizations: Type.Array(BasicOrganization, { description: 'Always empty.' }),
  },
  { title: 'project', description: 'A project with its settings. Never contains a secret.' },
)
export type Project = Type.Static<typeof Project>

export const ProjectMetadata = Type.Object(
  {
    ...identity,
    subscription_id: Type.Optional(uuidOrNull('Always null: nobody is billed here.')),
    subscription_plan: Type.Optional(
      Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'Name of the plan of the workspace; null for the default plan.',
      }),
    ),
    workspace: Type.Optional(Workspace),
  },
  { title: 'projectMetadata', description: 'A project without its settings.' },
)
export type ProjectMetadata = Type.Static<typeof ProjectMetadata>

export const ProjectMetadataList = Type.Array(ProjectMetadata, {
  title: 'projectMetadataList',
  description: 'Projects, oldest first.',
})
export type ProjectMetadataList = Type.Static<typeof ProjectMetadataList>

const name = storedText(NAME_MAX_LENGTH, { minLength: 1, description: 'What people call the project.' })

export const CreateProjectBody = Type.Object(
  {
    name,
    environment: ProjectEnvironment,
    home_region: Type.Optional(HomeRegion),
    workspace_id: Type.Optional(
      Type.String({ format: 'uuid', description: 'May be left out by who sees exactly one workspace.' }),
    ),
    talos: Type.Optional(
      Type.Boolean({
        description: 'False makes the project without API keys, until they are enabled. Not in the compatible API.',
      }),
    ),
  },
  { title: 'createProjectBody', description: 'A new project.' },
)
export type CreateProjectBody = Type.Static<typeof CreateProjectBody>

export const SetProjectBody = Type.Object(
  {
    name,
    services: Type.Object(
      {
        ...otherServices,
        talos: Type.Optional(
          Type.Object(
            { config: settingsInput('The settings as they shall be; what is left out has its default.') },
            { title: 'setProjectServiceTalos', description: 'API keys.' },
          ),
        ),
      },
      { title: 'setProjectServices', description: 'The settings by service. A service that is left out keeps its settings.' },
    ),
    cors_public: ProjectCors,
    cors_admin: ProjectCors,
    organizations: Type.Array(BasicOrganization, { description: 'Ignored, with a warning unless it is empty.' }),
  },
  { title: 'setProject', description: 'The project as it shall be. Secrets are not part of it.' },
)
export type SetProjectBody = Type.Static<typeof SetProjectBody>

export const JsonPatch = Type.Object(
  {
    op: Type.Enum(['add', 'remove', 'replace', 'move', 'copy', 'test'], { type: 'string', description: 'What to do.' }),
    path: Type.String({ maxLength: POINTER_MAX_LENGTH, description: 'Where: a JSON Pointer (RFC 6901) into the project.' }),
    from: Type.Optional(Type.String({ maxLength: POINTER_MAX_LENGTH, description: 'From where, for `move` and `copy`.' })),
    value: Type.Optional(Type.Unknown({ description: 'For `add`, `replace` and `test`; null is a value.' })),
  },
  { title: 'jsonPatch', description: 'One operation of a JSON Patch.' },
)
export type JsonPatch = Type.Static<typeof JsonPatch>

export const JsonPatchDocument = Type.Array(JsonPatch, {
  maxItems: PATCH_MAX_OPERATIONS,
  title: 'jsonPatchDocument',
  description: 'A JSON Patch (RFC 6902) of the project as it is read. All of it is done, or nothing.',
})
export type JsonPatchDocument = Type.Static<typeof JsonPatchDocument>

export const Warning = Type.Object(
  {
    code: Type.Integer({ format: 'int64', description: 'Stable number of the kind of warning.' }),
    message: Type.String({ description: 'What had no effect, or what it breaks; for people.' }),
  },
  { title: 'Warning', description: 'Something that did not stop the change, and that you will want to know.' },
)
export type Warning = Type.Static<typeof Warning>

export const warnings = Type.Array(Warning, {
  description: 'What was ignored, and which live keys the change leaves behind. Empty when all is well.',
})

export const SuccessfulProjectUpdate = Type.Object(
  { project: Project, warnings },
  { title: 'successfulProjectUpdate', description: 'The project after the change.' },
)
export type SuccessfulProjectUpdate = Type.Static<typeof SuccessfulProjectUpdate>

/** Paths of the compatible API. */
export const ProjectIdParams = Type.Object({ project_id: Type.String({ description: 'Id or slug of the project.' }) })
export const ProjectRevisionParams = Type.Object({
  project_id: Type.String({ description: 'Id or slug of the project.' }),
  revision_id: Type.String({ description: 'revision_id of the project as it was read.' }),
})
/** Paths of our own. */
export const ProjectParams = Type.Object({ project: Type.String({ description: 'Id or slug of the project.' }) })
