import type { ImportedKey, IssuedKey } from '@latchkey/core/key/api-key'

/** Where a new key is read, below its project (RFC 9110 §10.2.2). */
export const issuedKeyLocation = ({ id }: IssuedKey): { readonly Location: string } => ({
  Location: `/v2alpha1/admin/issuedApiKeys/${id}`,
})

export const importedKeyLocation = ({ id }: ImportedKey): { readonly Location: string } => ({
  Location: `/v2alpha1/admin/importedApiKeys/${id}`,
})
