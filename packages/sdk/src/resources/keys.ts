import type {
  BatchVerifyApiKeysResponse,
  BulkRevokeApiKeysRequest,
  BulkRevokeApiKeysResponse,
  DerivedToken,
  DeriveTokenRequest,
  RevokeApiKeyRequest,
  SelfRevokeApiKeyRequest,
  VerifyApiKeyRequest,
  VerifyApiKeyResponse,
} from '../messages.ts'
import type { CallOptions, Transport } from '../transport.ts'
import { type ChangeOptions, ifMatchHeader } from './change-options.ts'

export interface VerifyOptions extends CallOptions {
  /** `no-cache` does not read the server's cache; `no-store` neither reads nor writes it. */
  readonly cache?: 'no-cache' | 'no-store'
}

/** What works for issued and imported keys and derived tokens alike. */
export class Keys {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** An invalid credential is an answer (`is_valid` false), not an error; an answer that cannot be known rejects. */
  async verify(request: VerifyApiKeyRequest, options: VerifyOptions = {}): Promise<VerifyApiKeyResponse> {
    const headers = cacheHeader(options)
    return (await this.#transport.send('adminVerifyApiKey', { body: request, headers }, options)) as VerifyApiKeyResponse
  }

  /** 1–100 credentials; results come in the same order. */
  async batchVerify(requests: readonly VerifyApiKeyRequest[], options: VerifyOptions = {}): Promise<BatchVerifyApiKeysResponse> {
    const request = { body: { requests }, headers: cacheHeader(options) }
    return (await this.#transport.send('adminBatchVerifyApiKeys', request, options)) as BatchVerifyApiKeysResponse
  }

  /** A short-lived token that stands for the presented key, with the same or fewer scopes. */
  async derive(request: DeriveTokenRequest, options?: CallOptions): Promise<DerivedToken> {
    const response = (await this.#transport.send('adminDeriveToken', { body: request }, options)) as { token: DerivedToken }
    return response.token
  }

  /** Revokes a key of either kind by its id. Final. */
  async revoke(keyId: string, revocation: RevokeApiKeyRequest = {}, options: ChangeOptions = {}): Promise<void> {
    const request = { path: { key_id: keyId }, headers: ifMatchHeader(options), body: revocation }
    await this.#transport.send('adminRevokeApiKey', request, options)
  }

  /** Revokes every key that the filter matches, or only counts them with `validate_only`. */
  async bulkRevoke(request: BulkRevokeApiKeysRequest, options?: CallOptions): Promise<BulkRevokeApiKeysResponse> {
    return (await this.#transport.send('adminBulkRevokeApiKeys', { body: request }, options)) as BulkRevokeApiKeysResponse
  }

  /** Revokes a key by presenting it; needs no API key of the caller's own. */
  async selfRevoke(request: SelfRevokeApiKeyRequest, options?: CallOptions): Promise<void> {
    await this.#transport.send('revokeApiKey', { body: request }, options)
  }
}

const cacheHeader = (options: VerifyOptions): Readonly<Record<string, string>> =>
  options.cache === undefined ? {} : { 'cache-control': options.cache }
