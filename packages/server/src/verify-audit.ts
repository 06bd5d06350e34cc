import { auditKeysOf } from '@latchkey/core/events/audit-keys'
import { type ChainReport, makeVerifyChain } from '@latchkey/core/events/verify-chain'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import { makeProjectFinder } from './administer-projects.ts'
import type { Store } from './composition/open-store.ts'

/** Whose chains are meant; neither: all that there are. */
export interface AuditedPlace {
  /** Id or slug. */
  readonly project?: string | undefined
  readonly workspace?: string | undefined
}

/** A chain and what it came to. */
export interface VerifiedChain {
  /** `other`: of a person who belongs nowhere, or of something that is no longer there. */
  readonly kind: 'workspace' | 'project' | 'other'
  readonly name: string
  readonly report: ChainReport
}

export interface AuditAdministration {
  /** Proves chains against their heads and checkpoints, while servers may be writing. Rejects with `not_found`. */
  verifyAudit(place: AuditedPlace): Promise<readonly VerifiedChain[]>
}

type Chain = Pick<VerifiedChain, 'kind' | 'name'> & { readonly id: string }

export function makeAuditAdministration(
  { projects, auditLog }: Pick<Store, 'projects' | 'auditLog'>,
  masterKeys: MasterKeys,
): AuditAdministration {
  const verifyChain = makeVerifyChain({ auditLog, keys: auditKeysOf(masterKeys) })
  const getProject = makeProjectFinder(projects)

  /** Projects that are being removed lose their chains little by little. */
  const isGoing = async (id: string): Promise<boolean> =>
    (await projects.listDeletedProjects()).some((project) => project.id === id)

  const known = async (): Promise<readonly Chain[]> => [
    ...(await projects.listWorkspaces()).map(({ id, name }) => ({ kind: 'workspace', id, name }) as const),
    ...(await projects.listProjects()).map(({ id, slug }) => ({ kind: 'project', id, name: slug }) as const),
  ]

  const meant = async ({ project, workspace }: AuditedPlace): Promise<readonly Chain[]> => {
    if (project !== undefined) {
      const { id, slug } = await getProject(project)
      return [{ kind: 'project', id, name: slug }]
    }
    const chains = await known()
    if (workspace !== undefined) return chains.filter(({ kind, id }) => kind === 'workspace' && id === workspace)
    const ids = new Set(chains.map(({ id }) => id))
    const others = (await auditLog.listChains()).filter((id) => !ids.has(id))
    return [...chains, ...others.map((id) => ({ kind: 'other', id, name: '' }) as const)]
  }

  return {
    async verifyAudit(place) {
      const verified: VerifiedChain[] = []
      for (const { id, kind, name } of await meant(place)) {
        const report = await verifyChain(id, { mustExist: kind !== 'other' })
        if (report.problem === undefined || !(await isGoing(id))) verified.push({ kind, name, report })
      }
      return verified
    },
  }
}
