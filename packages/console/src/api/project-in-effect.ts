import type { ListSettingSourcesResponse } from '@latchkey/contract/messages/console'
import type { Project } from '@latchkey/sdk/messages'
import { controlPlane } from './clients.ts'
import { asPerson } from './console-api.ts'

type Settings = Record<string, unknown>

const isSettings = (value: unknown): value is Settings => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A project with the settings that hold: what the configuration of the server decides stands in the place of its own. */
export async function projectInEffect(project: string, options: { readonly signal?: AbortSignal } = {}): Promise<Project> {
  const [own, { settings }] = await Promise.all([
    controlPlane.projects.get(project, options),
    asPerson<ListSettingSourcesResponse>('GET', `/projects/${encodeURIComponent(project)}/setting-sources`),
  ])
  const inEffect = structuredClone(own)
  for (const { path, value } of settings) {
    if (value !== undefined) setAt(inEffect.services.talos.config as Settings, path.split('.'), value)
  }
  return inEffect
}

function setAt(settings: Settings, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) settings[name] = value
  else {
    const inner = settings[name]
    if (isSettings(inner)) setAt(inner, rest, value)
  }
}
