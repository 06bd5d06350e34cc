import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Instant } from '@latchkey/core/ports/clock'
import type { LiveKeyCount, ProjectRecord, ProjectStore, SealedSecret, StoredProject } from '@latchkey/core/ports/project-store'
import type { Project, Retired } from '@latchkey/core/project/project'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import { sealingOf } from '@latchkey/core/project/reseal-project'
import { openStore } from './composition/open-store.ts'
import { makeProjectOpener } from './composition/project-opener.ts'
import type { LoadedConfig } from './config/load-config.ts'
import type { Finding } from './finding.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const OLD_AFTER_MS = 2 * 365 * DAY_MS

/** Looks at what every project hangs on: its master key, its secrets and their age, and the live keys of each of them. */
export async function diagnoseProjects(loaded: LoadedConfig, masterKeys: MasterKeys, now: Instant): Promise<readonly Finding[]> {
  const { projects, close } = await openStore(loaded.config.database, 'require')
  try {
    const records = await projects.listProjects()
    const first = await projects.findDefaultProject()
    const open = makeProjectOpener(() => loaded, masterKeys)
    const findings: Finding[] = [sealingFinding(records, masterKeys)]
    for (const { id } of records) {
      const stored = await projects.findProject({ id })
      if (stored === undefined) continue
      const opened = orRefusal(() => open(stored, id === first?.project.id))
      if (opened instanceof DomainError) findings.push(unopenedFinding(stored.project, opened))
      else findings.push(...ageFindings(stored, now), ...(await keyFindings(projects, opened, now)))
    }
    return findings
  } finally {
    await close()
  }
}

const unopenedFinding = ({ slug }: ProjectRecord, { message }: DomainError): Finding => ({
  check: 'project secrets',
  state: 'problem',
  message: `project ${slug}: ${message}`,
})

function sealingFinding(projects: readonly ProjectRecord[], masterKeys: MasterKeys): Finding {
  const retired = projects.filter((project) => sealingOf(project, masterKeys) === 'retired').length
  if (retired === 0) return { check: 'master key', state: 'ok', message: 'no project needs a retired master key' }
  return {
    check: 'master key',
    state: 'warning',
    message: `${retired} of ${projects.length} projects are still sealed under a retired master key; a running server seals them anew`,
  }
}

function ageFindings({ project, secrets }: StoredProject, now: Instant): readonly Finding[] {
  const isOld = ({ createdAt, expiresAt }: SealedSecret): boolean =>
    now - createdAt > OLD_AFTER_MS && (expiresAt === undefined || expiresAt > now)
  return secrets.filter(isOld).map(({ id, purpose, state, createdAt }) => ({
    check: 'project secrets',
    state: 'warning',
    message: `project ${project.slug}: the ${state} ${purpose} secret ${id} is ${Math.floor((now - createdAt) / DAY_MS)} days old; ${
      state === 'current' ? 'rotate it' : 'remove it when nothing hangs on it'
    }`,
  }))
}

async function keyFindings(
  projects: Pick<ProjectStore, 'countLiveKeys'>,
  project: Project,
  now: Instant,
): Promise<readonly Finding[]> {
  const counts = (await projects.countLiveKeys(project.id)).filter(({ live }) => live > 0)
  const { prefixes } = project.settings
  const prefixStandings = standings(
    [prefixes.secret.current, prefixes.public.current],
    [...prefixes.secret.retired, ...prefixes.public.retired],
  )
  const secretStandings = standings(
    [project.hmacSecrets.current.id],
    project.hmacSecrets.retired.map(({ value, expiresAt }) => ({ value: value.id, expiresAt })),
  )
  const about = (what: string, name: string, live: number, standing: Standing | undefined): readonly Finding[] =>
    standing === 'current' ? [] : [keyFinding(project.slug, `${what} ${name}`, live, { standing, now })]
  return [
    ...sumBy(counts, 'hmacSecretId').flatMap(([id, live]) => about('HMAC secret', id, live, secretStandings.get(id))),
    ...sumBy(counts, 'prefix').flatMap(([prefix, live]) => about('prefix', prefix, live, prefixStandings.get(prefix))),
  ]
}

/** How a name stands in its project; a retired one until some instant, or without an end. */
type Standing = 'current' | { readonly expiresAt: Instant | undefined }

function standings(current: readonly (string | undefined)[], retired: readonly Retired<string>[]): ReadonlyMap<string, Standing> {
  return new Map<string, Standing>([
    ...retired.map(({ value, expiresAt }): [string, Standing] => [value, { expiresAt }]),
    ...current.flatMap((value): [string, Standing][] => (value === undefined ? [] : [[value, 'current']])),
  ])
}

function keyFinding(
  slug: string,
  what: string,
  live: number,
  { standing, now }: { standing: Exclude<Standing, 'current'> | undefined; now: Instant },
): Finding {
  const keys = live === 1 ? '1 live key hangs' : `${live} live keys hang`
  const check = 'live keys'
  if (standing === undefined)
    return {
      check,
      state: 'warning',
      message: `project ${slug}: ${keys} on the ${what}, which is neither current nor retired: stranded`,
    }
  const { expiresAt } = standing
  if (expiresAt === undefined) return { check, state: 'ok', message: `project ${slug}: ${keys} on the retired ${what}` }
  const end = new Date(expiresAt).toISOString()
  return expiresAt <= now
    ? { check, state: 'warning', message: `project ${slug}: ${keys} on the ${what}, whose time ended on ${end}: stranded` }
    : { check, state: 'ok', message: `project ${slug}: ${keys} on the retired ${what}, which ends on ${end}` }
}

function sumBy(counts: readonly LiveKeyCount[], name: 'prefix' | 'hmacSecretId'): readonly (readonly [string, number])[] {
  const groups = Map.groupBy(counts, (count) => count[name])
  return [...groups].map(([value, same]) => [value, same.reduce((sum, { live }) => sum + live, 0)] as const)
}

function orRefusal<T>(work: () => T): T | DomainError {
  try {
    return work()
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
}
