import { auditEntries } from './audit-entries.ts'
import type { ConfigEntry } from './config-entry.ts'
import { consoleEntries } from './console-entries.ts'
import { operationsEntries } from './operations-entries.ts'
import { projectEntries } from './project-entries.ts'
import { retentionEntries } from './retention-entries.ts'
import { serveEntries } from './serve-entries.ts'
import { storageEntries } from './storage-entries.ts'
import { webhookEntries } from './webhook-entries.ts'

/** Every setting of the server. A setting that is not here does not exist: a file or variable that names it is refused. */
export const configSchema: readonly ConfigEntry[] = [
  ...serveEntries,
  ...consoleEntries,
  ...projectEntries,
  ...storageEntries,
  ...operationsEntries,
  ...auditEntries,
  ...retentionEntries,
  ...webhookEntries,
]

/** The settings that belong to one project, which a file of `multitenancy.networks` may hold. */
export const projectSchema: readonly ConfigEntry[] = projectEntries

export const entriesByPath = (entries: readonly ConfigEntry[]): ReadonlyMap<string, ConfigEntry> =>
  new Map(entries.map((entry) => [entry.path, entry]))
