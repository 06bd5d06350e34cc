import { invalidField } from '../errors/domain-error.ts'
import type { JsonObject, JsonValue } from '../key/json.ts'
import { isObject, listAt, settingAt, withoutSetting } from './settings-document.ts'

export const SIGNING_KEYS_PATH = 'credentials.derived_tokens.jwt.signing_keys.urls'
const SCHEME = 'base64://'
/** A set of a few RSA keys is some ten kilobytes. */
const SIGNING_KEYS_MAX_CHARACTERS = 256 * 1024

/**
 * The private JWKs behind a `base64://` URL: a JWK set (RFC 7517 §5) or one JWK, base64 or base64url. Throws `bad_request`
 * naming `path` and never the content.
 */
export function readSigningKeysUrl(url: JsonValue, path: string): readonly JsonObject[] {
  if (typeof url !== 'string' || !url.startsWith(SCHEME)) throw invalidField(path, 'must be a base64:// URL')
  if (url.length > SIGNING_KEYS_MAX_CHARACTERS) throw invalidField(path, 'is too long')
  return parseJwkSet(Buffer.from(url.slice(SCHEME.length), 'base64').toString('utf8'), path)
}

/** The JWKs in the text of a JWK set or of one JWK. */
export function parseJwkSet(text: string, path: string): readonly JsonObject[] {
  const parsed = parseJson(text)
  if (!isObject(parsed)) throw invalidField(path, 'must hold a JSON Web Key Set')
  if (parsed['keys'] === undefined && parsed['kty'] !== undefined) return [parsed]
  const keys = parsed['keys']
  if (!Array.isArray(keys) || !keys.every(isObject)) throw invalidField(path, 'must hold a JSON Web Key Set')
  return keys
}

/**
 * Splits the private keys off a settings document, so that the rest may be stored in the clear: sealed secrets keep the
 * keys. `signingKeys` is `undefined` when the document does not speak of them.
 */
export function takeSigningKeys(document: JsonObject): { settings: JsonObject; signingKeys: readonly JsonObject[] | undefined } {
  if (settingAt(document, SIGNING_KEYS_PATH) === undefined) return { settings: document, signingKeys: undefined }
  const signingKeys = listAt(document, SIGNING_KEYS_PATH).flatMap((url, index) =>
    readSigningKeysUrl(url, `${SIGNING_KEYS_PATH}[${index}]`),
  )
  return { settings: withoutSetting(document, SIGNING_KEYS_PATH), signingKeys }
}

/** `undefined` for text that is not JSON; the parser's own message quotes the text, so it must not be passed on. */
function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
