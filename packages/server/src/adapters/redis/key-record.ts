import type { ApiKey, KeyId, ProjectId } from '@latchkey/core/key/api-key'

/** Raised with every change that an older server would misread: what has another number is not known. */
const FORMAT = 1

export interface KeyRecord {
  readonly key: ApiKey
  /** When it was put, by the clock of the server that keeps it. */
  readonly putAtMs: number
  /** When it must be forgotten, by the clock of whoever put it. */
  readonly endsAtMs: number
}

export const encodeKey = (key: ApiKey, endsAtMs: number): string => JSON.stringify({ format: FORMAT, endsAtMs, key })

/** `undefined` for what is no record of this key: another format, another key, or no record at all. */
export function decodeRecord(text: string, projectId: ProjectId, keyId: KeyId): KeyRecord | undefined {
  const [, version, putAt, json] = HEAD.exec(text) ?? []
  const body = parse(json)
  if (body?.['format'] !== FORMAT || typeof body['endsAtMs'] !== 'number' || !isObject(body['key'])) return undefined
  const key = (body['key']['origin'] === 'issued'
    ? { ...absentOfIssued, ...body['key'] }
    : { ...absent, ...body['key'] }) as unknown as ApiKey
  if (key.id !== keyId || key.projectId !== projectId || key.version !== Number(version)) return undefined
  return { key, putAtMs: Number(putAt), endsAtMs: body['endsAtMs'] }
}

const HEAD = /^(\d+) (\d+) (\{.*\})$/s

/** JSON leaves these out where they are undefined. */
const absent = {
  rateLimit: undefined,
  allowedCidrs: undefined,
  expiresAt: undefined,
  lastUsedAt: undefined,
  lastUsedIp: undefined,
  suspendedAt: undefined,
  revocation: undefined,
}
const absentOfIssued = { ...absent, supersedes: undefined, supersededBy: undefined }

function parse(json: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (json === undefined) return undefined
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null
