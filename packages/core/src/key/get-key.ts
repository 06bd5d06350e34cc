import type { KeyStore } from '../ports/key-store.ts'
import type { Project } from '../project/project.ts'
import type { ApiKey } from './api-key.ts'
import { found, type KeyReference, keyIdIn } from './key-reference.ts'

export interface GetKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'find'>
}

/** The record of a key. Refuses with `api_key_not_found`. */
export const makeGetKey =
  ({ keyStore }: GetKeyDependencies) =>
  async (project: Project, reference: KeyReference): Promise<ApiKey> =>
    found(await keyStore.find(project.id, keyIdIn(reference)))
