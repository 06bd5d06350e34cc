import { invalidField } from '../errors/domain-error.ts'
import { addressOfHost, isPublicAddress } from './target-address.ts'

export const URL_MAX_LENGTH = 2048

/** Names that mean this machine (RFC 6761 §6.3) or this network (RFC 6762, RFC 9476 and usage). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal)\.?$/

/**
 * The address of a receiver, in its one spelling. Throws `bad_request` unless it is http(s) without credentials and fragment.
 * Where private targets are not allowed, an address or name that is plainly one is refused already here; what a name resolves
 * to is looked at with every attempt.
 */
export function parseTargetUrl(text: string, allowPrivateTargets: boolean): string {
  const url = text.length <= URL_MAX_LENGTH && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw invalidField('url', `must be an address of at most ${URL_MAX_LENGTH} characters`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalidField('url', 'must begin with https:// or http://')
  if (url.username !== '' || url.password !== '') throw invalidField('url', 'must not contain a user name or a password')
  if (url.hash !== '') throw invalidField('url', 'must not contain a fragment')
  if (!allowPrivateTargets && isPlainlyPrivate(url.hostname)) {
    throw invalidField('url', 'must not lead to this machine or a private network (see webhooks.allow_private_targets)')
  }
  return url.href
}

function isPlainlyPrivate(hostname: string): boolean {
  const address = addressOfHost(hostname)
  if (address !== undefined) return !isPublicAddress(address)
  return LOCAL_NAME.test(hostname) || hostname.startsWith('[')
}
