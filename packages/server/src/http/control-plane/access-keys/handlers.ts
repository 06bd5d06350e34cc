import type { AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { ControlHandler } from '../../operation.ts'
import { makeCreateProjectApiKeyHandler, makeCreateWorkspaceApiKeyHandler } from './create-access-key.ts'
import { makeDeleteAccessKeyHandler } from './delete-access-key.ts'
import { makeListProjectApiKeysHandler, makeListWorkspaceApiKeysHandler } from './list-access-keys.ts'

export interface AccessKeyHandlerDependencies {
  readonly accessKeyStore: Pick<AccessKeyStore, 'listAccessKeys' | 'createAccessKey' | 'deleteAccessKey'>
  readonly clock: Clock
  readonly random: RandomSource
}

/** Everything about the credentials for our own API, by operation id. */
export const makeAccessKeyHandlers = (deps: AccessKeyHandlerDependencies) =>
  ({
    listProjectApiKeys: makeListProjectApiKeysHandler(deps),
    createProjectApiKey: makeCreateProjectApiKeyHandler(deps),
    deleteProjectApiKey: makeDeleteAccessKeyHandler(deps),
    listWorkspaceApiKeys: makeListWorkspaceApiKeysHandler(deps),
    createWorkspaceApiKey: makeCreateWorkspaceApiKeyHandler(deps),
    deleteWorkspaceApiKey: makeDeleteAccessKeyHandler(deps),
  }) satisfies Record<string, ControlHandler>
