import type { Project, ProjectMetadata, ProjectRevision, ProjectSecret, Warning } from '@latchkey/sdk'
import type { CommandCall } from '../command-call.ts'
import type { Result } from '../output/printer.ts'
import type { Table } from '../output/table.ts'

/** A project as the API shows it. */
export const wireProjectResult = (project: Project): Result => ({
  data: project,
  human: [
    ['Id', project.id],
    ['Slug', project.slug],
    ['Name', project.name],
    ['Environment', project.environment],
    ['State', project.state],
    ['Hosts', project.hosts.join(', ')],
    ['API keys', project.services.talos.enabled ? 'enabled' : 'not enabled'],
    ['Revision', project.revision_id],
  ],
  quiet: [project.id],
})

export const wireProjectTable = (projects: readonly ProjectMetadata[]): Table => ({
  columns: ['Id', 'Slug', 'Name', 'Environment', 'State', 'Plan'],
  rows: projects.map((project) => [
    project.id,
    project.slug,
    project.name,
    project.environment,
    project.state,
    project.subscription_plan ?? '',
  ]),
})

export const secretTable = (secrets: readonly ProjectSecret[]): Table => ({
  columns: ['Id', 'Purpose', 'State', 'Fingerprint', 'Created', 'Verifies until', 'Live keys'],
  rows: secrets.map((secret) => [
    secret.id,
    secret.purpose,
    secret.state,
    secret.kid ?? secret.fingerprint,
    secret.created_time,
    secret.expires_at ?? 'no end',
    secret.live_keys === undefined ? '' : String(secret.live_keys),
  ]),
})

export const revisionTable = (revisions: readonly ProjectRevision[]): Table => ({
  columns: ['Revision', 'Id', 'Made', 'By'],
  rows: revisions.map(({ revision, revision_id: id, created_at: at, author }) => [String(revision), id, at, author.name]),
})

/** What did not stop a change, on standard error; not even `--quiet` hides it. */
export async function tellWarnings(call: CommandCall, warnings: readonly Warning[]): Promise<void> {
  for (const { message } of warnings) await call.printer.warn(message)
}
