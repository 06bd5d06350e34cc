import { LatchkeyError } from '../errors.ts'
import type {
  BatchImportResponse,
  ImportApiKeyRequest,
  ImportedApiKey,
  ListImportedApiKeysResponse,
  RevokeApiKeyRequest,
  UpdateImportedApiKeyRequest,
} from '../messages.ts'
import { newRequestId } from '../new-request-id.ts'
import { type PageQuery, walkPages } from '../pages.ts'
import type { CallOptions, Transport } from '../transport.ts'
import { type ChangeOptions, ifMatchHeader, type UpdateOptions, updateQuery } from './change-options.ts'

/** Keys that were generated elsewhere. */
export class ImportedKeys {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** By `raw_key`, or by `key_hash` and `hash_algorithm`. Without a `request_id` one is added, so that retries are safe. */
  async import(request: ImportApiKeyRequest, options?: CallOptions): Promise<ImportedApiKey> {
    const body = withRequestId(request)
    return (await this.#transport.send('adminImportApiKey', { body, hasRequestId: true }, options)) as ImportedApiKey
  }

  /**
   * Imports 1–1000 keys; results come in the order of the requests, each a key or an error. Resolves as well when every
   * single one failed; rejects only when the call itself was refused.
   */
  async batchImport(requests: readonly ImportApiKeyRequest[], options?: CallOptions): Promise<BatchImportResponse> {
    const body = { requests: requests.map(withRequestId) }
    try {
      const request = { body, hasRequestId: true }
      return (await this.#transport.send('adminBatchCreateImportedApiKeys', request, options)) as BatchImportResponse
    } catch (error) {
      const results = error instanceof LatchkeyError ? resultsOf(error.body) : undefined
      if (results === undefined) throw error
      return results
    }
  }

  async get(keyId: string, options?: CallOptions): Promise<ImportedApiKey> {
    return (await this.#transport.send('adminGetImportedApiKey', { path: { key_id: keyId } }, options)) as ImportedApiKey
  }

  async listPage(query: PageQuery = {}, options?: CallOptions): Promise<ListImportedApiKeysResponse> {
    return (await this.#transport.send(
      'adminListImportedApiKeys',
      { query: { ...query } },
      options,
    )) as ListImportedApiKeysResponse
  }

  /** Every key that matches, newest first. */
  list(query: PageQuery = {}, options?: CallOptions): AsyncGenerator<ImportedApiKey, void, undefined> {
    return walkPages(
      query,
      (page) => this.listPage(page, options),
      (page) => page.imported_api_keys,
    )
  }

  /** Changes the fields named by `updateMask`; without a mask every field that is present. */
  async update(keyId: string, changes: UpdateImportedApiKeyRequest, options: UpdateOptions = {}): Promise<ImportedApiKey> {
    const request = { path: { key_id: keyId }, query: updateQuery(options), headers: ifMatchHeader(options), body: changes }
    return (await this.#transport.send('adminUpdateImportedApiKey', request, options)) as ImportedApiKey
  }

  /** Makes the key refuse until it is resumed. */
  async suspend(keyId: string, options: ChangeOptions = {}): Promise<ImportedApiKey> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options) }
    return (await this.#transport.send('adminSuspendImportedApiKey', request, options)) as ImportedApiKey
  }

  async resume(keyId: string, options: ChangeOptions = {}): Promise<ImportedApiKey> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options) }
    return (await this.#transport.send('adminResumeImportedApiKey', request, options)) as ImportedApiKey
  }

  /** Final; the record stays for the audit. */
  async revoke(keyId: string, revocation: RevokeApiKeyRequest = {}, options: ChangeOptions = {}): Promise<void> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options), body: revocation }
    await this.#transport.send('adminRevokeImportedApiKey', request, options)
  }

  /** Removes the record itself. */
  async delete(keyId: string, options: ChangeOptions = {}): Promise<void> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options) }
    await this.#transport.send('adminDeleteImportedApiKey', request, options)
  }
}

const withRequestId = (request: ImportApiKeyRequest): ImportApiKeyRequest => ({
  ...request,
  request_id: request.request_id ?? newRequestId(),
})

/** The per-item results travel in the refusal when every item failed. */
function resultsOf(body: unknown): BatchImportResponse | undefined {
  const isResults = typeof body === 'object' && body !== null && 'results' in body && Array.isArray(body.results)
  return isResults ? (body as BatchImportResponse) : undefined
}
