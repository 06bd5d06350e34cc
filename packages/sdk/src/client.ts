import type { PublicJwk } from './messages.ts'
import { ImportedKeys } from './resources/imported-keys.ts'
import { IssuedKeys } from './resources/issued-keys.ts'
import { Keys } from './resources/keys.ts'
import { type CallOptions, type ConnectionOptions, Transport } from './transport.ts'

/** One project of a Latchkey server. Safe to share; holds no connection open. */
export class Latchkey {
  readonly issuedKeys: IssuedKeys
  readonly importedKeys: ImportedKeys
  readonly keys: Keys
  readonly #transport: Transport

  /** @throws TypeError when the endpoint is not one */
  constructor(options: ConnectionOptions) {
    this.#transport = new Transport(options)
    this.issuedKeys = new IssuedKeys(this.#transport)
    this.importedKeys = new ImportedKeys(this.#transport)
    this.keys = new Keys(this.#transport)
  }

  /** The public keys that derived JWTs verify with. */
  async jwks(options?: CallOptions): Promise<{ readonly keys: readonly PublicJwk[] }> {
    return (await this.#transport.send('getJwks', {}, options)) as { keys: PublicJwk[] }
  }
}
