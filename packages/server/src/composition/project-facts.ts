import type { ProjectId } from '@latchkey/core/key/api-key'
import { type Awaitable, whenReady } from '@latchkey/core/ports/awaitable'
import type { ProjectStore, StoredProject } from '@latchkey/core/ports/project-store'
import { leafPaths } from '@latchkey/core/project/settings-document'
import { SIGNING_KEYS_PATH } from '@latchkey/core/project/signing-keys-url'
import { type PlanOffer, planNamed } from '../config/config.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { SettingOrigin } from '../http/console-api/setting-origin.ts'
import { projectHost, projectUrl } from '../project/project-url.ts'
import { overlayOf } from './project-opener.ts'
import { settingOriginsOf } from './setting-sources.ts'

/** What the configuration of the moment says about projects, for those who change them. */
export interface ProjectFacts {
  readonly planNamed: (name: string) => PlanOffer
  readonly projectUrlOf: (slug: string) => string
  /** Without a scheme, with the port where that is needed. */
  readonly hostOf: (slug: string) => string
  /** Settings of the project that the configuration fixes, as dotted paths. */
  readonly managedPaths: (id: ProjectId) => Awaitable<readonly string[]>
  readonly settingOriginsOf: (stored: StoredProject) => Awaitable<readonly SettingOrigin[]>
}

export const makeProjectFacts = (current: () => LoadedConfig, store: Pick<ProjectStore, 'findDefaultProject'>): ProjectFacts => ({
  planNamed: (name) => planNamed(current().config.plans, name),
  projectUrlOf: (slug) => projectUrl(slug, current().config.serve.http),
  hostOf: (slug) => projectHost(slug, current().config.serve.http),
  managedPaths: (id) =>
    whenReady(store.findDefaultProject(), (found) => {
      const { overlay, secrets } = overlayOf(current(), id, found?.project.id === id)
      const isNetwork = current().config.networks.some((network) => network.id === id)
      return [
        ...(isNetwork ? ['multitenancy.networks'] : []),
        ...leafPaths(overlay.settings),
        ...(secrets.hmac === undefined ? [] : ['secrets.hmac.current']),
        ...(secrets.signingJwks === undefined ? [] : [SIGNING_KEYS_PATH]),
      ]
    }),
  settingOriginsOf: (stored) =>
    whenReady(store.findDefaultProject(), (found) =>
      settingOriginsOf(current(), stored, found?.project.id === stored.project.id),
    ),
})
