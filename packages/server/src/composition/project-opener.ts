import type { StoredProject } from '@latchkey/core/ports/project-store'
import type { Project } from '@latchkey/core/project/project'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import { noOverlaySecrets, planNamed } from '../config/config.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { type FullOverlay, noOverlay, openProject } from '../project/open-project.ts'
import { projectUrl } from '../project/project-url.ts'

/** Opens projects under the configuration of the moment: what it fixes for the default project and for its networks wins. */
export const makeProjectOpener =
  (current: () => LoadedConfig, masterKeys: MasterKeys) =>
  (stored: StoredProject, isDefault: boolean): Project => {
    const loaded = current()
    return openProject(stored, {
      masterKeys,
      overlay: overlayOf(loaded, stored.project.id, isDefault),
      planNamed: (name) => planNamed(loaded.config.plans, name),
      urlOf: (slug) => projectUrl(slug, loaded.config.serve.http),
    })
  }

export function overlayOf({ config, secrets }: LoadedConfig, projectId: string, isDefault: boolean): FullOverlay {
  const network = config.networks.find(({ id }) => id === projectId)
  if (network !== undefined) return { overlay: network, secrets: secrets.networks.get(projectId) ?? noOverlaySecrets }
  return isDefault ? { overlay: config.defaultProject, secrets: secrets.defaultProject } : noOverlay
}
