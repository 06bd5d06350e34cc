import type { DeriveTokenRequest, TokenAlgorithm } from '@latchkey/sdk/messages'
import { failureOf } from '../api/failure.ts'
import { t } from '../i18n/i18n.ts'

/** What is typed into the form of a token, besides the key. */
export interface DeriveDraft {
  readonly algorithm: TokenAlgorithm
  readonly ttl: string
  /** `undefined`: all that the key has. */
  readonly scopes: readonly string[] | undefined
  /** JSON, or nothing. */
  readonly claims: string
}

export const emptyDeriveDraft: DeriveDraft = {
  algorithm: 'TOKEN_ALGORITHM_JWT',
  ttl: '',
  scopes: undefined,
  claims: '',
}

export type DeriveErrors = Partial<Record<'credential' | 'ttl' | 'scopes' | 'claims', string>>

/** What is typed as a request, or what is wrong with it. */
export function deriveRequestOf(
  typedCredential: string,
  { algorithm, ttl: typedTtl, scopes, claims }: DeriveDraft,
): { readonly request: DeriveTokenRequest } | { readonly errors: DeriveErrors } {
  const [credential, ttl] = [typedCredential.trim(), typedTtl.trim()]
  const custom = claims.trim() === '' ? undefined : objectOf(claims)
  if (claims.trim() !== '' && custom === undefined) {
    return { errors: { claims: t('Write a JSON object, such as {example}.', { example: '{"team": "data"}' }) } }
  }
  if (credential === '') return { errors: { credential: t('Paste the key to derive from.') } }
  // To the server no scopes are all scopes.
  if (scopes?.length === 0) return { errors: { scopes: t('Choose at least one scope.') } }
  return {
    request: {
      credential,
      algorithm,
      ...(ttl === '' ? {} : { ttl }),
      ...(scopes === undefined ? {} : { scopes: [...scopes] }),
      ...(custom === undefined ? {} : { custom_claims: custom }),
    },
  }
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const aboutTheKey = ['parent_key_invalid', 'unauthorized', 'api_key_expired', 'api_key_revoked', 'invalid_token_type']

/** What the server objects to, at the field that it is about; `undefined` when it is about none. */
export function deriveErrorsOf(error: unknown): DeriveErrors | undefined {
  const { field, message, reason } = failureOf(error)
  if (reason === 'forbidden' && message.includes('scopes')) return { scopes: message }
  if (field === undefined) return aboutTheKey.includes(reason) ? { credential: message } : undefined
  if (field.startsWith('ttl')) return { ttl: message }
  if (field.startsWith('scopes')) return { scopes: message }
  return field.startsWith('custom_claims') ? { claims: message } : undefined
}
