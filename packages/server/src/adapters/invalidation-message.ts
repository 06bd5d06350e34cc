import type { Invalidation, LoggedInvalidation } from '@latchkey/core/ports/invalidations'

/** So that no message keeps anyone busy for long. */
const ENTRIES_PER_MESSAGE = 500

export interface InvalidationMessage {
  /** The process that published it. */
  readonly from: string
  readonly entries: readonly LoggedInvalidation[]
}

export function encodeMessages(
  from: string,
  entries: readonly LoggedInvalidation[],
  entriesPerMessage: number = ENTRIES_PER_MESSAGE,
): readonly string[] {
  const messages: string[] = []
  for (let start = 0; start < entries.length; start += entriesPerMessage) {
    // JSON has no Infinity and writes null for it: the version of what is gone.
    messages.push(JSON.stringify({ from, entries: entries.slice(start, start + entriesPerMessage) }))
  }
  return messages
}

/** Entries that cannot be read are left out: they are in the log as well. `undefined` for what is no message at all. */
export function decodeMessage(text: string): InvalidationMessage | undefined {
  const message = parse(text)
  if (!isObject(message) || typeof message['from'] !== 'string' || !Array.isArray(message['entries'])) return undefined
  return { from: message['from'], entries: message['entries'].flatMap((entry: unknown) => entryOf(entry) ?? []) }
}

function entryOf(entry: unknown): LoggedInvalidation | undefined {
  if (!isObject(entry) || !Number.isSafeInteger(entry['sequence']) || !isObject(entry['invalidation'])) return undefined
  const invalidation = invalidationOf(entry['invalidation'])
  return invalidation && { sequence: Number(entry['sequence']), invalidation }
}

function invalidationOf({ kind, projectId, keyId, version, hash }: Members): Invalidation | undefined {
  const has = (value: unknown): value is never => typeof value === 'string'
  if (kind === 'access_key' && has(hash)) return { kind, hash }
  if (kind === 'project' && has(projectId)) return { kind, projectId }
  if (kind !== 'api_key' || !has(projectId) || !has(keyId)) return undefined
  if (version === null) return { kind, projectId, keyId, version: Number.POSITIVE_INFINITY }
  return typeof version === 'number' ? { kind, projectId, keyId, version } : undefined
}

type Members = Readonly<Record<string, unknown>>

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null
