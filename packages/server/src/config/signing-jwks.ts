import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { Secret } from '@latchkey/core/credential/secret'
import { signingKeyFromJwk } from '@latchkey/core/derive/jwks'
import type { JsonObject, JsonValue } from '@latchkey/core/key/json'
import { parseJwkSet, readSigningKeysUrl } from '@latchkey/core/project/signing-keys-url'
import { ConfigError } from './config-error.ts'
import { readText } from './read-config-file.ts'
import { fieldErrors } from './read-value.ts'
import { isDocumented } from './secret-quality.ts'

const FILE_SCHEME = 'file://'

export interface SigningJwks {
  /** Private JWKs as JSON, in order. */
  readonly jwks: readonly Secret[]
  /** Files that were read, for whoever watches for changes. */
  readonly files: readonly string[]
}

/**
 * Reads the private keys behind signing key URLs. Files must lie below the folder of the configuration file. Throws
 * ConfigError that names the URL's place and never its content.
 */
export function readSigningJwks(urls: readonly JsonValue[], path: string, configFile: string | undefined): SigningJwks {
  const files: string[] = []
  const kids = new Set<string>()
  const jwks = urls.flatMap((url, index) => {
    const place = `${path}[${index}]`
    const file = typeof url === 'string' && url.startsWith(FILE_SCHEME) ? fileBeside(configFile, url, place) : undefined
    if (file !== undefined) files.push(file)
    const found = fieldErrors(place, () =>
      file === undefined ? readSigningKeysUrl(url, place) : parseJwkSet(readText(file, place), place),
    )
    return found.map((jwk, position) => checkedJwk(jwk, `${place}.keys[${position}]`, kids))
  })
  return { jwks, files }
}

function checkedJwk(jwk: JsonObject, place: string, kids: Set<string>): Secret {
  if (typeof jwk['d'] === 'string' && isDocumented(jwk['d'])) refuse(place, 'is an example from public documentation')
  const { kid } = fieldErrors(place, () => signingKey(jwk, place))
  if (kids.has(kid)) refuse(place, 'has the kid of another key')
  kids.add(kid)
  return new Secret(JSON.stringify({ ...jwk, kid }))
}

function signingKey(jwk: JsonObject, place: string): { readonly kid: string } {
  try {
    return signingKeyFromJwk(jwk)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'cannot be used'
    return refuse(place, reason)
  }
}

/** The real path of a file URL, which links must not lead out of the folder either. */
function fileBeside(configFile: string | undefined, url: string, place: string): string {
  if (configFile === undefined) return refuse(place, 'needs a configuration file to lie beside')
  const folder = realpathSync(dirname(configFile))
  const file = realPathOf(resolve(folder, url.slice(FILE_SCHEME.length)), place)
  const within = relative(folder, file)
  if (within === '' || within.startsWith('..') || isAbsolute(within))
    refuse(place, 'must lie below the folder of the configuration file')
  return file
}

function realPathOf(file: string, place: string): string {
  try {
    return realpathSync(file)
  } catch {
    return refuse(place, 'does not exist')
  }
}

function refuse(path: string, rule: string): never {
  throw new ConfigError([{ path, rule }])
}
