import type { Reply } from './api.ts'
import type { ControlBench } from './control-bench.ts'

/** Everything that a mutation can be done to. */
export interface Things {
  readonly bench: ControlBench
  readonly projectId: string
  /** Id of a fresh issued key, and its secret. */
  readonly issued: () => Promise<{ readonly id: string; readonly secret: string }>
  readonly imported: () => Promise<{ readonly id: string; readonly secret: string }>
}

/** One way to change something: what must be there first, and the call itself. */
export interface Mutation {
  readonly operation: string
  /** Makes what the call changes, and returns the call. */
  readonly prepare: (things: Things) => Promise<() => Promise<Reply>>
}

export const KEYS = '/v2alpha1/admin'

/** One call, of a project key on the data plane and of the owner elsewhere. */
export const plain = (
  operation: string,
  call: (things: Things) => readonly [method: string, path: string, body?: unknown],
): Mutation => ({
  operation,
  prepare: async (things) => {
    const [method, path, body] = call(things)
    return () =>
      things.bench.ask(path.startsWith('/v2alpha1') ? things.bench.projectKey : things.bench.owner.shown, method, path, body)
  },
})

/** A call of the owner on a project of its own. */
export const onProject = (
  operation: string,
  call: (project: string) => readonly [method: string, path: string, body?: unknown],
  first?: (things: Things, path: string) => Promise<unknown>,
): Mutation => ({
  operation,
  prepare: async (things) => {
    const { id } = await things.bench.addProject()
    await first?.(things, `/projects/${id}`)
    const [method, path, body] = call(id)
    return () => things.bench.ask(things.bench.owner.shown, method, path, body)
  },
})
