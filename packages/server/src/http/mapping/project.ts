import type { Project, ProjectMetadata } from '@latchkey/contract/messages/projects'
import { formatInstant } from '@latchkey/core/key/instant-text'
import type { ProjectRecord, ProjectState, StoredProject, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { effectiveSettings } from '@latchkey/core/project/effective-settings'
import { revisionIdOf } from '@latchkey/core/project/revision-id'
import { workspaceToWire } from './workspace.ts'

/** Where projects answer, by their slug. */
export interface ProjectAddresses {
  readonly projectUrlOf: (slug: string) => string
  readonly hostOf: (slug: string) => string
}

export const wireStateOf = {
  running: 'running',
  suspended: 'halted',
  deleted: 'deleted',
} as const satisfies Record<ProjectState, Project['state']>

/** A project with the settings in effect. The record holds no secret, so neither does this. */
export const projectToWire = ({ project }: Pick<StoredProject, 'project'>, addresses: ProjectAddresses): Project => ({
  ...identityToWire(project, addresses),
  revision_id: revisionIdOf(project),
  services: {
    talos: {
      config: effectiveSettings(project.config, addresses.projectUrlOf(project.slug)),
      enabled: project.apiKeysEnabled,
    },
  },
  cors_public: { enabled: false, origins: [] },
  cors_admin: { enabled: false, origins: [] },
  organizations: [],
})

export const makeProjectMetadataToWire =
  (addresses: Pick<ProjectAddresses, 'hostOf'>) =>
  (project: ProjectRecord, workspace: WorkspaceRecord): ProjectMetadata => ({
    ...identityToWire(project, addresses),
    subscription_id: null,
    subscription_plan: workspace.plan || null,
    workspace: workspaceToWire(workspace),
  })

const identityToWire = (project: ProjectRecord, { hostOf }: Pick<ProjectAddresses, 'hostOf'>) => ({
  id: project.id,
  slug: project.slug,
  name: project.name,
  environment: project.environment,
  home_region: 'global' as const,
  state: wireStateOf[project.state],
  workspace_id: project.workspaceId,
  hosts: [hostOf(project.slug), ...project.hosts],
  created_at: formatInstant(project.createdAt),
  updated_at: formatInstant(project.updatedAt),
})

/** Where a new project is read (RFC 9110 §10.2.2). */
export const projectLocation = ({ id }: ProjectRecord): { readonly Location: string } => ({ Location: `/projects/${id}` })
