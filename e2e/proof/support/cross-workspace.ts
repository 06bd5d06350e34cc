import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import { exchange, type RawReply, requestText } from '../../support/raw-http.ts'
import type { TestServer, TestServerOptions } from '../../support/test-server.ts'
import { atLeast, exactly, type Finding, judge } from '../bar.ts'
import { comparable } from './comparable.ts'
import { type ControlBench, onControlBench } from './control-bench.ts'
import { addOtherWorkspace, controlProbes, nobodysWorkspace, type WorkspaceThings } from './control-probes.ts'
import type { Probe } from './cross-project-probes.ts'
import { none } from './none.ts'
import { passingOn } from './passing-on.ts'
import { owningColumns } from './two-projects.ts'

/** Somebody of one workspace, who shows this and is to see nothing of the other. */
interface Stranger {
  readonly name: string
  readonly headers: readonly string[]
}

/** What belongs to another workspace looks to the byte like what does not exist, to keys and to people. */
export const measureAcrossWorkspaces = (options: TestServerOptions = {}): Promise<Finding> =>
  onControlBench(options, async (bench) => {
    const other = await addOtherWorkspace(bench)
    const own = { workspaceId: await bench.addWorkspace('own'), projectId: '' }
    own.projectId = (await bench.addProject(own.workspaceId, 'own')).id
    const before = dumpWorkspace(bench.server, other)
    const swept = await sweepAll(bench, other, own)
    const after = dumpWorkspace(bench.server, other)
    return judge({
      requests: atLeast(swept.requests, 550),
      answersOfTheOther: none(swept.different),
      letIn: none(swept.letIn),
      bytesOfTheOther: atLeast(before.length, 8000),
      changedTables: exactly(changedTables(before, after), ''),
    })
  })

async function strangers(bench: ControlBench, workspaceId: string, projectId: string): Promise<readonly Stranger[]> {
  const { body } = await bench.ask(bench.owner.shown, 'POST', `/workspaces/${workspaceId}/tokens`, { name: 'stranger' })
  const owner = await bench.addPerson({ role: 'owner', workspaceId })
  const ofProject = await bench.addPerson({ role: 'owner', workspaceId, projectId })
  const page = 'Origin: http://localhost'
  return [
    { name: 'key', headers: [`Authorization: Bearer ${body.value}`] },
    { name: 'owner', headers: [page, `Cookie: ${owner.shown.cookie}`] },
    { name: 'project owner', headers: [page, `Cookie: ${ofProject.shown.cookie}`] },
  ]
}

interface Swept {
  requests: number
  readonly different: string[]
  readonly letIn: string[]
}

async function sweepAll(
  bench: ControlBench,
  other: WorkspaceThings,
  own: { readonly workspaceId: string; readonly projectId: string },
): Promise<Swept> {
  const swept: Swept = { requests: 0, different: [], letIn: [] }
  const nobody = nobodysWorkspace(other)
  const named = [other, nobody].flatMap((of) => Object.values(of))
  const [theirs, nobodys] = [controlProbes(other, own), controlProbes(nobody, own)]
  for (const stranger of await strangers(bench, own.workspaceId, own.projectId)) {
    for (const [index, probe] of nobodys.entries()) {
      const counterpart = theirs[index]
      if (counterpart === undefined) throw new Error('the probes differ')
      const expected = await answerTo(bench.server, stranger, probe)
      const actual = await answerTo(bench.server, stranger, counterpart)
      swept.requests += 2
      const name = `${stranger.name}, ${probe.name}: ${actual.status}`
      if (comparable(actual, named) !== comparable(expected, named)) swept.different.push(`${name} instead of ${expected.status}`)
      if (actual.status < 400 && probe.method !== 'GET') swept.letIn.push(name)
      if (actual.status === 0 || actual.status >= 500) swept.letIn.push(name)
    }
  }
  return swept
}

function answerTo({ port }: TestServer, { headers }: Stranger, probe: Probe): Promise<RawReply> {
  const own = probe.headers ?? []
  const host = own.some((header) => header.startsWith('Host:')) ? [] : ['Host: localhost']
  const all = [...host, 'X-Request-ID: one-and-the-same', 'Content-Type: application/json', ...headers, ...own]
  const text = probe.body === undefined ? '' : JSON.stringify(probe.body)
  return exchange(port, requestText(probe.method, probe.path, all, text))
}

type Dump = string

/** What the store holds of a workspace and of its project, as text: equal when nothing changed. */
function dumpWorkspace({ folder }: TestServer, { workspaceId, projectId, accountId }: WorkspaceThings): Dump {
  const db = new DatabaseSync(join(folder, 'data', 'latchkey.db'), { readOnly: true })
  const columns: Readonly<Record<string, string>> = {
    ...owningColumns,
    workspaces: 'id',
    accounts: 'id',
    memberships: 'workspace_id',
    invitations: 'workspace_id',
    sessions: 'account_id',
    live_issued_keys: 'project_id',
  }
  try {
    return Object.entries(columns)
      .map(([table, column]) => {
        const rows = db.prepare(`SELECT * FROM ${table} WHERE ${column} IN (?, ?, ?)`).all(workspaceId, projectId, accountId)
        return `${table} ${JSON.stringify(rows)}`
      })
      .join('\n')
  } finally {
    db.close()
  }
}

function changedTables(before: Dump, after: Dump): string {
  const rows = before.split('\n')
  return after
    .split('\n')
    .filter((row, index) => row !== rows[index])
    .map((row) => row.split(' ', 1)[0])
    .join()
}

/** A store that gives the project of a name it does not know to whoever asks, and takes each workspace for every other. */
export function takingAnyWorkspace(): TestServerOptions {
  const projectStore = (store: ProjectStore): ProjectStore => ({
    ...passingOn(store),
    async findProject(reference) {
      const found = await store.findProject(reference)
      const own = (await store.listWorkspaces()).at(-1)
      return found && own && { ...found, project: { ...found.project, workspaceId: own.id } }
    },
  })
  return { overrides: { projectStore } }
}
