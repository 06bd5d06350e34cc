import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { ChecklistReference, ChecklistStore } from '@latchkey/core/ports/checklist-store'
import type { MemoryPlaces } from './memory-places.ts'

export class MemoryChecklistStore implements ChecklistStore {
  readonly #places: MemoryPlaces
  /** Accounts by project. */
  readonly #dismissed = new Map<ProjectId, ReadonlySet<string>>()

  constructor(places: MemoryPlaces) {
    this.#places = places
  }

  isDismissed(reference: ChecklistReference): boolean {
    return this.#isPlace(reference) && this.#of(reference.projectId).has(reference.accountId)
  }

  async setDismissed(reference: ChecklistReference, dismissed: boolean): Promise<void> {
    if (!this.#isPlace(reference)) throw new DomainError('not_found', { reason: 'account or project not found' })
    const { accountId, projectId } = reference
    const others = [...this.#of(projectId)].filter((id) => id !== accountId)
    this.#dismissed.set(projectId, new Set(dismissed ? [...others, accountId] : others))
  }

  removeProject(projectId: ProjectId): void {
    this.#dismissed.delete(projectId)
  }

  #of(projectId: ProjectId): ReadonlySet<string> {
    return this.#dismissed.get(projectId) ?? new Set()
  }

  #isPlace({ accountId, projectId }: ChecklistReference): boolean {
    const state = this.#places.projects.get(projectId)?.project.state
    return state !== undefined && state !== 'deleted' && this.#places.accounts.has(accountId)
  }
}
