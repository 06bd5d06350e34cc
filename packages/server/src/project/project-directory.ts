import { type Awaitable, whenReady } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'
import type { ProjectReference, ProjectStore, StoredProject } from '@latchkey/core/ports/project-store'
import type { Project } from '@latchkey/core/project/project'

export interface ProjectDirectoryOptions {
  readonly store: Pick<ProjectStore, 'findProject' | 'findDefaultProject'>
  /** Makes a stored project ready; throws when its secrets do not open. */
  readonly open: (stored: StoredProject, isDefault: boolean) => Project
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Projects kept in memory; beyond it the one that was loaded first is loaded again when it is asked for. */
  readonly projectsMax?: number
}

const PROJECTS_MAX = 10_000
const ABSENCES_MAX = 1000
/** How long "there is no such project" is believed. */
const ABSENCE_MS = 1000
/** How the default project is remembered; no reference can have this form. */
const DEFAULT = 'default'

/**
 * Opened projects by id, slug and host. A hit needs no promise. Callers that miss at the same time share one read, and a
 * project that was changed while it was being read is not remembered.
 */
export class ProjectDirectory {
  readonly #options: ProjectDirectoryOptions
  readonly #found = new Map<string, Project>()
  readonly #loading = new Map<string, Promise<Project | undefined>>()
  /** When each absence stops being believed, on the monotonic clock. */
  readonly #absentUntil = new Map<string, number>()
  #defaultId: string | undefined
  /** Grows with every change that was heard of. */
  #epoch = 0

  constructor(options: ProjectDirectoryOptions) {
    this.#options = options
  }

  /** How many times something was forgotten. */
  get epoch(): number {
    return this.#epoch
  }

  resolve(reference: ProjectReference): Awaitable<Project | undefined> {
    return this.#resolve(slotOf(reference), () => this.#options.store.findProject(reference))
  }

  /** The oldest project of the server. */
  resolveDefault(): Awaitable<Project | undefined> {
    return this.#resolve(DEFAULT, () => this.#options.store.findDefaultProject())
  }

  /** After any change of the project: its settings, secrets, names or existence. */
  forget(projectId: string): void {
    this.#startAfresh()
    for (const [slot, project] of this.#found) if (project.id === projectId) this.#found.delete(slot)
    if (projectId === this.#defaultId) this.#defaultId = undefined
  }

  /** When changes may have been missed, or the configuration has changed. */
  forgetAll(): void {
    this.#startAfresh()
    this.#found.clear()
    this.#defaultId = undefined
  }

  /** Reads that began before a change neither fill the directory nor serve callers who come after it. */
  #startAfresh(): void {
    this.#epoch++
    this.#loading.clear()
    this.#absentUntil.clear()
  }

  #resolve(slot: string, find: () => Awaitable<StoredProject | undefined>): Awaitable<Project | undefined> {
    const known = this.#found.get(slot)
    if (known !== undefined) return known
    const absentUntil = this.#absentUntil.get(slot)
    if (absentUntil !== undefined && this.#options.clock.monotonicMs() < absentUntil) return undefined
    return this.#loading.get(slot) ?? this.#load(slot, find)
  }

  #load(slot: string, find: () => Awaitable<StoredProject | undefined>): Awaitable<Project | undefined> {
    const epoch = this.#epoch
    const loaded = whenReady(this.#knowDefault(), (defaultId) =>
      whenReady(find(), (stored) =>
        this.#keep(slot, stored && this.#options.open(stored, stored.project.id === defaultId), epoch),
      ),
    )
    if (!(loaded instanceof Promise)) return loaded
    const shared = loaded.finally(() => {
      if (this.#loading.get(slot) === shared) this.#loading.delete(slot)
    })
    this.#loading.set(slot, shared)
    return shared
  }

  /** The id of the default project, because what the configuration says about it is applied when it is opened. */
  #knowDefault(): Awaitable<string | undefined> {
    if (this.#defaultId !== undefined) return this.#defaultId
    const epoch = this.#epoch
    return whenReady(this.#options.store.findDefaultProject(), (stored) => {
      if (epoch === this.#epoch) this.#defaultId = stored?.project.id
      return stored?.project.id
    })
  }

  #keep(slot: string, project: Project | undefined, epoch: number): Project | undefined {
    if (epoch !== this.#epoch) return project
    if (project === undefined) setBounded(this.#absentUntil, slot, this.#options.clock.monotonicMs() + ABSENCE_MS, ABSENCES_MAX)
    else setBounded(this.#found, slot, project, this.#options.projectsMax ?? PROJECTS_MAX)
    return project
  }
}

/** An id is a slot as it is, a UUID: every request with a project key asks by id. */
function slotOf(reference: ProjectReference): string {
  if ('id' in reference) return reference.id
  return 'slug' in reference ? `slug:${reference.slug}` : `host:${reference.host}`
}

/** Drops what came first when there is no room. */
function setBounded<T>(map: Map<string, T>, slot: string, value: T, max: number): void {
  if (!map.has(slot) && map.size >= max) {
    const [first] = map.keys()
    if (first !== undefined) map.delete(first)
  }
  map.set(slot, value)
}
