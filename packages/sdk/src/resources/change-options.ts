import type { CallOptions } from '../transport.ts'

export interface ChangeOptions extends CallOptions {
  /** The ETag that was read: refused with `etag_mismatch` when the key has changed since. */
  readonly ifMatch?: string
}

export interface UpdateOptions extends ChangeOptions {
  /** Field paths such as `name` or `rate_limit_policy`; a field that is named here and absent from the changes is cleared. */
  readonly updateMask?: readonly string[]
}

export const updateQuery = (options: UpdateOptions): { readonly update_mask: string | undefined } => ({
  update_mask: options.updateMask?.join(','),
})

export const ifMatchHeader = (options: ChangeOptions): Readonly<Record<string, string>> =>
  options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }
