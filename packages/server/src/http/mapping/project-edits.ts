import {
  type CreateProjectBody,
  type JsonPatch,
  type Project,
  ProjectEnvironment,
  SETTINGS_MAX_BYTES,
  type SetProjectBody,
} from '@latchkey/contract/messages/projects'
import { invalidField } from '@latchkey/core/errors/domain-error'
import type { JsonObject, JsonValue } from '@latchkey/core/key/json'
import type { StoredProject } from '@latchkey/core/ports/project-store'
import type { WantedProject } from '@latchkey/core/project/create-project-for-caller'
import type { ProjectWarning, ProjectWarningKind } from '@latchkey/core/project/project-warning'
import { isObject, isSameJson } from '@latchkey/core/project/settings-document'
import type { WishedProject } from '@latchkey/core/project/update-project'
import { patchDocument } from './json-patch.ts'
import { type ProjectAddresses, projectToWire } from './project.ts'

export const newProjectFromWire = (body: CreateProjectBody): WantedProject => ({
  name: body.name,
  environment: body.environment,
  workspaceId: body.workspace_id?.toLowerCase(),
  apiKeysEnabled: body.talos ?? true,
})

/** What a `setProject` wishes. A service that it leaves out keeps its settings. */
export const replacementFromWire =
  (body: SetProjectBody) =>
  ({ project }: StoredProject): WishedProject => ({
    name: body.name,
    environment: project.environment,
    config: boundedSettings(body.services.talos?.config as JsonObject | undefined),
    warnings: [
      ...otherServiceWarnings(body.services),
      ...corsWarnings(body as unknown as JsonObject),
      ...organizationWarnings(body.organizations as unknown as JsonValue),
    ],
  })

/** What a JSON Patch of the project, as `getProject` shows it, wishes. */
export const patchFromWire =
  (patch: readonly JsonPatch[], addresses: ProjectAddresses) =>
  (current: StoredProject): WishedProject => {
    const shown = projectToWire(current, addresses)
    const wished = patchDocument(shown as unknown as JsonObject, patch)
    const services = objectAt(wished, 'services')
    const talos = services === undefined ? undefined : objectAt(services, 'talos', 'services.')
    return {
      name: textAt(wished, 'name'),
      environment: environmentAt(wished),
      config: talos === undefined ? undefined : boundedSettings(objectAt(talos, 'config', 'services.talos.') ?? {}),
      warnings: [
        ...readOnlyWarnings(shown, wished, talos),
        ...otherServiceWarnings(services ?? {}),
        ...corsWarnings(wished),
        ...organizationWarnings(wished['organizations']),
      ],
    }
  }

/** Removed or null: as it was. Throws `bad_request` for anything but an object. */
function objectAt(document: JsonObject, name: string, above = ''): JsonObject | undefined {
  const value = document[name]
  if (value === undefined || value === null) return undefined
  if (!isObject(value)) throw invalidField(`${above}${name}`, 'must be an object')
  return value
}

function textAt(document: JsonObject, name: string): string {
  const value = document[name]
  if (typeof value !== 'string') throw invalidField(name, 'must be a string')
  return value
}

function environmentAt(document: JsonObject): Project['environment'] {
  const found = ProjectEnvironment.enum.find((name) => name === document['environment'])
  if (found === undefined) throw invalidField('environment', `must be one of ${ProjectEnvironment.enum.join(', ')}`)
  return found
}

function boundedSettings(config: JsonObject | undefined): JsonObject | undefined {
  if (config !== undefined && Buffer.byteLength(JSON.stringify(config)) > SETTINGS_MAX_BYTES)
    throw invalidField('services.talos.config', `must not take more than ${SETTINGS_MAX_BYTES} bytes as JSON`)
  return config
}

const warn = (kind: ProjectWarningKind, message: string): ProjectWarning => ({ kind, message })

const readOnlyMembers = ['id', 'slug', 'state', 'revision_id', 'home_region', 'workspace_id', 'created_at', 'updated_at'] as const

function readOnlyWarnings(shown: Project, wished: JsonObject, talos: JsonObject | undefined): readonly ProjectWarning[] {
  const changed = readOnlyMembers.filter((name) => !isSameJson(shown[name], wished[name]))
  const isSwitched = talos !== undefined && talos['enabled'] !== shown.services.talos.enabled
  return [
    ...changed.map((name) => warn('read_only', `${name}: is read-only and stays as it is`)),
    ...(isSwitched ? [warn('read_only', 'services.talos.enabled: is switched on by the call enable, and never off again')] : []),
    ...(isSameJson(shown.hosts, wished['hosts'])
      ? []
      : [warn('hosts_not_editable', 'hosts: custom domains are given to a project by the operator, on the server')]),
  ]
}

const otherServices = ['identity', 'oauth2', 'permission', 'account_experience'] as const

const otherServiceWarnings = (services: { readonly [service: string]: unknown }): readonly ProjectWarning[] =>
  otherServices
    .filter((service) => services[service] !== undefined && services[service] !== null)
    .map((service) => warn('service_not_offered', `services.${service}: is no service of this server and was ignored`))

const corsWarnings = (document: JsonObject): readonly ProjectWarning[] =>
  (['cors_public', 'cors_admin'] as const)
    .filter((name) => {
      const cors = document[name]
      return isObject(cors) && cors['enabled'] === true
    })
    .map((name) => warn('cors_not_offered', `${name}: cross-origin requests are not offered; this was ignored`))

const organizationWarnings = (organizations: JsonValue | undefined): readonly ProjectWarning[] =>
  Array.isArray(organizations) && organizations.length > 0
    ? [warn('organizations_not_offered', 'organizations: are not offered; these were ignored')]
    : []
