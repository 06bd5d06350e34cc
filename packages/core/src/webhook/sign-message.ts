import { createHmac } from 'node:crypto'
import type { Instant } from '../ports/clock.ts'
import type { WebhookMessage } from '../ports/webhook-store.ts'

/** Standard Webhooks: 24 to 64 bytes of a secret, written as base64 behind this. */
export const SECRET_PREFIX = 'whsec_'
export const SECRET_BYTES = 32

/** The text of a signing secret, which receivers are given once. */
export const formatSigningSecret = (bytes: Uint8Array): string => SECRET_PREFIX + Buffer.from(bytes).toString('base64')

/**
 * The headers of one attempt (Standard Webhooks 1.0). The timestamp is that of the attempt, so that receivers can refuse old
 * ones; the id is that of the message. One signature for each secret, the current one first.
 */
export function signedHeaders(
  { id, payload }: Pick<WebhookMessage, 'id' | 'payload'>,
  secrets: readonly Uint8Array[],
  attemptedAt: Instant,
): Readonly<Record<string, string>> {
  const seconds = Math.floor(attemptedAt / 1000)
  const signed = `${id}.${seconds}.${payload}`
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': secrets.map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`).join(' '),
  }
}
