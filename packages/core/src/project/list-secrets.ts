import type { ProjectStore, StoredProject } from '../ports/project-store.ts'
import type { MasterKeys } from './project-secrets.ts'
import { inRingOrder, type SecretFacts, secretFactsOf, withDataKey } from './secret-ring.ts'

export interface ListSecretsDependencies {
  readonly store: Pick<ProjectStore, 'countLiveKeys'>
  readonly masterKeys: MasterKeys
}

export interface ListedSecret extends SecretFacts {
  /** Keys issued under it that are not revoked; `undefined` for a signing key. */
  readonly liveKeys: number | undefined
}

/** What may be known about the secrets of a project: never the secrets. */
export const makeListSecrets =
  ({ store, masterKeys }: ListSecretsDependencies) =>
  async ({ project, secrets }: Pick<StoredProject, 'project' | 'secrets'>): Promise<readonly ListedSecret[]> => {
    const counts = await store.countLiveKeys(project.id)
    const liveUnder = (secretId: string): number =>
      counts.filter(({ hmacSecretId }) => hmacSecretId === secretId).reduce((sum, { live }) => sum + live, 0)
    return withDataKey(project, masterKeys, (dataKey) =>
      inRingOrder(secrets).map((secret) => ({
        ...secretFactsOf(secret, dataKey),
        liveKeys: secret.purpose === 'hmac' ? liveUnder(secret.id) : undefined,
      })),
    )
  }
