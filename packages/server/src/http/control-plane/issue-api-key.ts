import type { IssueApiKeyRequest, IssueApiKeyResponse } from '@latchkey/contract/messages/issued-keys'
import { type IssueKeyDependencies, makeIssueKey } from '@latchkey/core/key/issue-key'
import { issuedApiKeyToWire } from '../mapping/api-key.ts'
import { issueRequestFromWire } from '../mapping/key-attributes.ts'
import { issuedKeyLocation } from '../mapping/locations.ts'
import { callOf } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

export function makeIssueApiKeyHandler(deps: IssueKeyDependencies): OperationHandler {
  const issueKey = makeIssueKey(deps)
  return async (call) => {
    const attributes = issueRequestFromWire(call.body as IssueApiKeyRequest)
    const { apiKey, secret } = await issueKey(call.project, callOf(call), attributes)
    const body: IssueApiKeyResponse = { issued_api_key: issuedApiKeyToWire(apiKey, deps.clock.now()), secret }
    return { status: 201, body, headers: issuedKeyLocation(apiKey) }
  }
}
