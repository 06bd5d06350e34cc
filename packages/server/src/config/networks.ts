import type { ProjectId } from '@latchkey/core/key/api-key'
import type { JsonObject, JsonValue } from '@latchkey/core/key/json'
import { isObject } from '@latchkey/core/project/settings-document'
import { ConfigError } from './config-error.ts'

/** One entry of `multitenancy.networks`: a host name, the project behind it, and that project's settings file. */
export interface NetworkEntry {
  /** Lower case, without a port. */
  readonly hostname: string
  readonly id: ProjectId
  readonly configPath: string
}

const MEMBERS = ['hostname', 'id', 'config_path']
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Checks a written list of networks and returns it unchanged. Throws ConfigError on host names that are equal once
 * normalised, and on one project with two settings files.
 */
export function readNetworks(written: readonly JsonValue[], path: string): readonly JsonValue[] {
  const hostnames = new Set<string>()
  const files = new Map<string, string>()
  for (const [index, item] of written.entries()) {
    const { hostname, id, configPath } = networkEntry(item, `${path}[${index}]`)
    if (hostnames.has(hostname)) refuse(`${path}[${index}].hostname`, 'is the host name of another network')
    if ((files.get(id) ?? configPath) !== configPath)
      refuse(`${path}[${index}].config_path`, 'differs from another entry with the same id')
    hostnames.add(hostname)
    files.set(id, configPath)
  }
  return written
}

export function networkEntry(written: JsonValue, path: string): NetworkEntry {
  if (!isObject(written)) return refuse(path, 'must be a block of settings')
  if (Object.keys(written).some((member) => !MEMBERS.includes(member)))
    refuse(path, `may only have the members ${MEMBERS.join(', ')}`)
  const id = textOf(written, 'id', path)
  if (!UUID.test(id)) refuse(`${path}.id`, 'must be a UUID in lower case')
  return {
    hostname: normalisedHost(textOf(written, 'hostname', path)) ?? refuse(`${path}.hostname`, 'must be a host name'),
    id: id as ProjectId,
    configPath: textOf(written, 'config_path', path),
  }
}

/** A host as requests are compared with it: lower case, without port, brackets and the dot of the root zone. */
export function normalisedHost(text: string): string | undefined {
  const bare = text.startsWith('[') ? text.slice(1, Math.max(text.indexOf(']'), 1)) : (text.split(':', 1)[0] ?? '')
  const host = bare.replace(/\.$/, '').toLowerCase()
  return /^[a-z0-9:_.-]{1,253}$/.test(host) ? host : undefined
}

function textOf(written: JsonObject, member: string, path: string): string {
  const value = written[member]
  if (typeof value !== 'string' || value === '' || value.includes('\0')) return refuse(`${path}.${member}`, 'must be text')
  return value
}

function refuse(path: string, rule: string): never {
  throw new ConfigError([{ path, rule }])
}
