import type { ProjectId } from '../key/api-key.ts'
import type { ProjectRevision, ProjectStore } from '../ports/project-store.ts'

const REVISIONS_MAX = 100

/** What changed in the settings of a project, newest first. */
export const makeListRevisions =
  ({ store }: { readonly store: Pick<ProjectStore, 'listRevisions'> }) =>
  async (id: ProjectId): Promise<readonly ProjectRevision[]> =>
    store.listRevisions(id, REVISIONS_MAX)
