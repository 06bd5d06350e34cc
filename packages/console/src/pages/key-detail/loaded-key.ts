import type { ImportedApiKey, IssuedApiKey, RevokeApiKeyRequest } from '@latchkey/sdk/messages'
import { projectClient } from '../../api/clients.ts'

export type KeyRecord = ImportedApiKey | IssuedApiKey

/** A key as it was read; `etag` names exactly this state of it. */
export type LoadedKey = { readonly etag: string } & (
  | { readonly kind: 'issued'; readonly key: IssuedApiKey }
  | { readonly kind: 'imported'; readonly key: ImportedApiKey }
)

export const editableFields = ['name', 'scopes', 'metadata', 'rate_limit_policy', 'ip_restriction'] as const
export type EditableField = (typeof editableFields)[number]

/** Ids of imported keys are digests: 64 hexadecimal digits. */
const IMPORTED_ID = /^[0-9a-f]{64}$/

export const kindOfId = (keyId: string): LoadedKey['kind'] => (IMPORTED_ID.test(keyId) ? 'imported' : 'issued')

const clientOf = (project: string, kind: LoadedKey['kind']) =>
  kind === 'issued' ? projectClient(project).issuedKeys : projectClient(project).importedKeys

const loaded = (kind: LoadedKey['kind'], key: KeyRecord, etag: string): LoadedKey => ({ kind, key, etag }) as LoadedKey

export async function loadKey(project: string, keyId: string, signal?: AbortSignal): Promise<LoadedKey> {
  const kind = kindOfId(keyId)
  let etag = ''
  const key = await clientOf(project, kind).get(keyId, {
    ...(signal === undefined ? {} : { signal }),
    onResponse: ({ headers }) => {
      etag = headers.get('etag') ?? ''
    },
  })
  return loaded(kind, key, etag)
}

/** Changes one field and nothing else, and only the state that the person has seen. */
export async function saveField(project: string, base: LoadedKey, field: EditableField, value: unknown): Promise<LoadedKey> {
  let etag = ''
  const key = await clientOf(project, base.kind).update(
    base.key.key_id,
    { [field]: value },
    {
      updateMask: [field],
      ifMatch: base.etag,
      onResponse: ({ headers }) => {
        etag = headers.get('etag') ?? ''
      },
    },
  )
  return loaded(base.kind, key, etag)
}

export const revokeKey = (project: string, { kind, key }: LoadedKey, grounds: RevokeApiKeyRequest): Promise<void> =>
  clientOf(project, kind).revoke(key.key_id, grounds)

export const suspendKey = (project: string, { kind, key }: LoadedKey): Promise<KeyRecord> =>
  clientOf(project, kind).suspend(key.key_id)

export const resumeKey = (project: string, { kind, key }: LoadedKey): Promise<KeyRecord> =>
  clientOf(project, kind).resume(key.key_id)
