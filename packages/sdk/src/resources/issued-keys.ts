import { SecretLostError } from '../errors.ts'
import type {
  IssueApiKeyRequest,
  IssueApiKeyResponse,
  IssuedApiKey,
  ListIssuedApiKeysResponse,
  RevokeApiKeyRequest,
  RotateIssuedApiKeyRequest,
  RotateIssuedApiKeyResponse,
  UpdateIssuedApiKeyRequest,
} from '../messages.ts'
import { newRequestId } from '../new-request-id.ts'
import { type PageQuery, walkPages } from '../pages.ts'
import type { CallOptions, Transport } from '../transport.ts'
import { type ChangeOptions, ifMatchHeader, type UpdateOptions, updateQuery } from './change-options.ts'

/** Keys that the server generates. */
export class IssuedKeys {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /**
   * The secret in the answer is shown this once. Without a `request_id` one is added, so that a retry never issues twice.
   *
   * @throws SecretLostError when a retry found the key issued, but the answer with its secret was lost
   */
  async issue(request: IssueApiKeyRequest, options: CallOptions = {}): Promise<IssueApiKeyResponse> {
    const body = { ...request, request_id: request.request_id ?? newRequestId() }
    let attempts = 1
    const response = (await this.#transport.send(
      'adminIssueApiKey',
      { body, hasRequestId: true },
      {
        ...options,
        onResponse: (facts) => {
          attempts = facts.attempts
          options.onResponse?.(facts)
        },
      },
    )) as IssueApiKeyResponse
    if (attempts > 1 && response.secret === '') throw new SecretLostError(response.issued_api_key.key_id)
    return response
  }

  async get(keyId: string, options?: CallOptions): Promise<IssuedApiKey> {
    return (await this.#transport.send('adminGetIssuedApiKey', { path: { key_id: keyId } }, options)) as IssuedApiKey
  }

  async listPage(query: PageQuery = {}, options?: CallOptions): Promise<ListIssuedApiKeysResponse> {
    return (await this.#transport.send('adminListIssuedApiKeys', { query: { ...query } }, options)) as ListIssuedApiKeysResponse
  }

  /** Every key that matches, newest first. */
  list(query: PageQuery = {}, options?: CallOptions): AsyncGenerator<IssuedApiKey, void, undefined> {
    return walkPages(
      query,
      (page) => this.listPage(page, options),
      (page) => page.issued_api_keys,
    )
  }

  /** Changes the fields named by `updateMask`; without a mask every field that is present. */
  async update(keyId: string, changes: UpdateIssuedApiKeyRequest, options: UpdateOptions = {}): Promise<IssuedApiKey> {
    const request = { path: { key_id: keyId }, query: updateQuery(options), headers: ifMatchHeader(options), body: changes }
    return (await this.#transport.send('adminUpdateIssuedApiKey', request, options)) as IssuedApiKey
  }

  /** Replaces the key: a new id and secret. Never retried: a second rotation would lose the first one's secret. */
  async rotate(
    keyId: string,
    overrides: RotateIssuedApiKeyRequest = {},
    options: ChangeOptions = {},
  ): Promise<RotateIssuedApiKeyResponse> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options), body: overrides }
    return (await this.#transport.send('adminRotateIssuedApiKey', request, options)) as RotateIssuedApiKeyResponse
  }

  /** Makes the key refuse until it is resumed. */
  async suspend(keyId: string, options: ChangeOptions = {}): Promise<IssuedApiKey> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options) }
    return (await this.#transport.send('adminSuspendIssuedApiKey', request, options)) as IssuedApiKey
  }

  async resume(keyId: string, options: ChangeOptions = {}): Promise<IssuedApiKey> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options) }
    return (await this.#transport.send('adminResumeIssuedApiKey', request, options)) as IssuedApiKey
  }

  /** Final. */
  async revoke(keyId: string, revocation: RevokeApiKeyRequest = {}, options: ChangeOptions = {}): Promise<void> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options), body: revocation }
    await this.#transport.send('adminRevokeIssuedApiKey', request, options)
  }
}
