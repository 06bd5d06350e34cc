import type { RouteDescriptor } from '@latchkey/contract/routes'
import { controlRoutes, routes } from '@latchkey/contract/routes'
import { accessPermissionsOf, controlPermissionsOf, roles, type Standing } from '@latchkey/core/access/roles'
import { atLeast, exactly, type Finding, judge } from '../bar.ts'
import { answeredBesideTheRouter, type PolicyEntry, pathOf, policy } from '../policy.ts'
import { type ControlEntry, controlPolicy, type Ids, pathWith } from '../policy-control.ts'
import { expectStatus, type Reply } from './api.ts'
import { type ControlBench, onControlBench, type Shown } from './control-bench.ts'
import { none } from './none.ts'

/** One row: a caller, and how it stands to the workspace and to the project of the table. */
interface Row {
  readonly name: string
  readonly shown: Shown
  readonly atWorkspace: Standing | undefined
  readonly atProject: Standing | undefined
  /** Answers the operations without a place: creating in the workspace, creating workspaces. */
  readonly isAdministrator: boolean
}

/** What the checker believes a standing allows. */
export interface Believed {
  readonly control: (standing: Standing) => readonly string[]
  readonly access: (standing: Standing) => readonly string[]
}
export const byTheTables: Believed = {
  control: (standing) => controlPermissionsOf[standing],
  access: (standing) => accessPermissionsOf[standing],
}

interface Place {
  readonly workspaceId: string
  readonly project: { readonly id: string; readonly slug: string }
  /** Of an API key of the project. */
  readonly secret: string
  /** What is said of a project that is not there. */
  readonly unseen: string
}

/** Every standing × every operation of the control plane, and every role × every operation of the data plane. */
export const measureControlTable = (believed: Believed = byTheTables): Promise<Finding> =>
  onControlBench({}, async (bench) => {
    const place = await makePlace(bench)
    const rows = await makeRows(bench, place)
    let cells = 0
    const wrong: string[] = []
    for (const row of rows) {
      for (const entry of controlPolicy) {
        cells++
        wrong.push(...(await controlCell(bench, place, { row, entry, believed, fresh: `${cells}` })))
      }
      for (const entry of dataEntries) {
        cells++
        wrong.push(...(await dataCell(bench, place, { row, entry, believed, fresh: `${cells}` })))
      }
    }
    return judge({
      rows: exactly(rows.length, 12),
      operationsWithoutPolicy: none(operationsBeside(controlPolicy)),
      disagreements: none(disagreements()),
      cells: atLeast(cells, 12 * (controlPolicy.length + dataEntries.length)),
      wrongCells: none(wrong),
    })
  })

async function makePlace(bench: ControlBench): Promise<Place> {
  const workspaceId = await bench.addWorkspace()
  const project = await bench.addProject(workspaceId)
  const issuing = `/projects/${project.slug}/v2alpha1/admin/issuedApiKeys`
  const issued = await bench.ask(bench.owner.shown, 'POST', issuing, { name: 'parent' })
  const absent = await bench.ask(bench.workspaceKey, 'GET', `/projects/${crypto.randomUUID()}`)
  return {
    workspaceId,
    project,
    secret: expectStatus(issued, 201).body.secret,
    unseen: expectStatus(absent, 404).body.error.reason,
  }
}

async function makeRows(bench: ControlBench, { workspaceId, project }: Place): Promise<readonly Row[]> {
  const rows: Row[] = []
  const add = (name: string, shown: Shown, standings: Partial<Omit<Row, 'name' | 'shown'>>): void => {
    rows.push({ name, shown, atWorkspace: undefined, atProject: undefined, isAdministrator: false, ...standings })
  }
  for (const role of roles) {
    const ofWorkspace = await bench.addPerson({ role, workspaceId })
    add(`${role} of the workspace`, ofWorkspace.shown, { atWorkspace: role, atProject: role })
    const ofProject = await bench.addPerson({ role, workspaceId, projectId: project.id })
    add(`${role} of the project`, ofProject.shown, { atProject: role })
  }
  const elsewhere = await bench.addPerson({ role: 'owner', workspaceId: await bench.addWorkspace('elsewhere') })
  add('owner of another workspace', elsewhere.shown, {})
  add('administrator', bench.owner.shown, { atWorkspace: 'owner', atProject: 'owner', isAdministrator: true })
  const tokens = `/workspaces/${workspaceId}/tokens`
  const made = expectStatus(await bench.ask(bench.owner.shown, 'POST', tokens, { name: 'row' }), 201)
  add('workspace key', { bearer: made.body.value }, { atWorkspace: 'workspace_key', atProject: 'workspace_key' })
  add('workspace key of another workspace', bench.workspaceKey, {})
  const key = await bench.ask(bench.owner.shown, 'POST', `/projects/${project.id}/tokens`, { name: 'row' })
  add('project key', { bearer: expectStatus(key, 201).body.value }, {})
  add('nobody', undefined, {})
  return rows
}

interface Cell<Entry> {
  readonly row: Row
  readonly entry: Entry
  readonly believed: Believed
  readonly fresh: string
}

async function controlCell(bench: ControlBench, place: Place, cell: Cell<ControlEntry>): Promise<readonly string[]> {
  const { row, entry, fresh } = cell
  const ids: Record<string, string> = { workspace: place.workspaceId, project: place.project.id, project_id: place.project.id }
  const expected = expectedOf(cell)
  // What a permitted caller would take away is made for this cell alone.
  if (entry.operation === 'purge project') Object.assign(ids, await expendable(bench, place, row))
  const reply = await bench.ask(row.shown, entry.method, pathWith(entry, ids), bodyFor(entry, place, fresh))
  const actual = answerOf(reply, place)
  return actual === expected ? [] : [`${row.name}, ${entry.operation}: ${actual} instead of ${expected}`]
}

/** Members of the project alone have no standing in another one, so theirs must be the project of the table: they never may. */
async function expendable(bench: ControlBench, { workspaceId }: Place, { atWorkspace, atProject, name }: Row): Promise<Ids> {
  if (atWorkspace === undefined && atProject !== 'owner') return {}
  const { id } = await bench.addProject(workspaceId, name)
  return { project_id: id }
}

const bodyFor = ({ operation, body }: ControlEntry, { workspaceId }: Place, fresh: string): unknown =>
  operation === 'create project' ? { ...(body?.(fresh) as object), workspace_id: workspaceId } : body?.(fresh)

/** Status, and whether a 404 is about the place or about something in it. */
const answerOf = ({ status, body }: Reply, { unseen }: Place): string =>
  status === 404 ? `404 ${body?.error?.reason === unseen ? 'unseen' : 'absent'}` : String(status)

const allowedAnswer = ({ answers }: ControlEntry): string => (answers === 404 ? '404 absent' : String(answers))

function expectedOf({ row, entry, believed }: Cell<ControlEntry>): string {
  if (row.shown === undefined) return '401'
  if (row.name === 'project key') return entry.operation === 'list projects' ? '200' : '403'
  const isProject = entry.path.startsWith('/projects/')
  if (entry.needs === 'any caller') return expectedWithoutPlace({ row, entry, believed })
  const standing = isProject ? row.atProject : row.atWorkspace
  // A project made for this cell is nobody's who is a member of the other project only.
  const isUnseen =
    standing === undefined || (entry.operation === 'purge project' && row.atWorkspace === undefined && row.atProject === 'owner')
  if (isUnseen) return isProject ? '404 unseen' : '403'
  return believed.control(standing).includes(entry.needs) ? allowedAnswer(entry) : '403'
}

function expectedWithoutPlace({ row, entry, believed }: Omit<Cell<ControlEntry>, 'fresh'>): string {
  if (entry.operation === 'create workspace') return row.isAdministrator ? '201' : '403'
  if (entry.operation !== 'create project') return '200'
  if (row.atWorkspace === undefined) return '404 absent'
  return believed.control(row.atWorkspace).includes('projects:create') ? '201' : '403'
}

const dataEntries = policy.filter(({ needs }) => needs !== 'anyone')

async function dataCell(bench: ControlBench, { project, secret }: Place, cell: Cell<PolicyEntry>): Promise<readonly string[]> {
  const { row, entry, believed, fresh } = cell
  const path = `/projects/${project.slug}${pathOf(entry)}`
  const { status, body } = await bench.ask(row.shown, entry.method, path, entry.body?.(fresh, secret))
  const actual = status === 404 ? `404 ${body?.error?.id}` : String(status)
  const expected = expectedOfData(row, entry, believed)
  return actual === expected ? [] : [`${row.name}, ${entry.operation}: ${actual} instead of ${expected}`]
}

function expectedOfData(row: Row, entry: PolicyEntry, believed: Believed): string {
  const allowed = entry.answers === 404 ? '404 api_key_not_found' : String(entry.answers)
  if (row.name === 'project key') return allowed
  // A workspace key never opens the data plane.
  if (row.shown === undefined || 'bearer' in row.shown) return '401'
  if (row.atProject === undefined) return '404 not_found'
  if (!believed.access(row.atProject).includes(entry.needs)) return '403'
  return allowed
}

/** Operations of the contract that the written table does not have, or the other way round. */
function operationsBeside(entries: readonly ControlEntry[]): readonly string[] {
  const written = new Set(entries.map(({ method, path }) => `${method} ${path}`))
  const described = new Set(controlRoutes.map(({ method, path }) => `${method} ${path}`))
  return [...written.symmetricDifference(described)]
}

/** What the written tables say an operation needs, against what its description says. */
function disagreements(): readonly string[] {
  const key = ({ method, path }: Pick<RouteDescriptor, 'method' | 'path'>): string => `${method} ${path}`
  const wanted = new Map([
    ...controlPolicy.map((entry) => [key(entry), `${entry.needs} ${entry.stepUp === true}`] as const),
    ...dataEntries.map((entry) => [key(entry), `${entry.needs} false`] as const),
  ])
  const described = [...routes, ...controlRoutes].filter(
    ({ permission, scope }) => permission !== undefined || scope === 'control',
  )
  return described
    .filter((route) => {
      const needs = route.controlPermission ?? route.permission ?? 'any caller'
      const known = wanted.get(key(route))
      return known !== `${needs} ${route.stepUp === true}` && !answeredBesideTheRouter.includes(key(route))
    })
    .map(key)
}
