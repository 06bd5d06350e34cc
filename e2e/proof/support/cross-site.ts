import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exchange, requestText } from '../../support/raw-http.ts'
import type { TestServer } from '../../support/test-server.ts'
import { atLeast, exactly, type Finding, judge } from '../bar.ts'
import { pathOf, policy } from '../policy.ts'
import { consolePolicy, controlPolicy, pathWith } from '../policy-control.ts'
import { type ControlBench, onControlBench } from './control-bench.ts'
import { none } from './none.ts'

const JSON_TYPE = 'Content-Type: application/json'
const OWN_PAGE = 'Origin: http://localhost'

/** Something that changes state, as a browser would be made to send it. */
interface Change {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly body: string
}

/** What a page of another site can make a visitor's browser send. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  'another origin': ['Origin: https://evil.example', JSON_TYPE],
  'an opaque origin': ['Origin: null', JSON_TYPE],
  'our name as a prefix': ['Origin: http://localhost.evil.example', JSON_TYPE],
  'our name as a suffix': ['Origin: http://evil-localhost', JSON_TYPE],
  'our name as a user': ['Origin: http://localhost@evil.example', JSON_TYPE],
  'our name as a path': ['Origin: http://evil.example/localhost', JSON_TYPE],
  'a subdomain of ours': ['Origin: http://evil.localhost', JSON_TYPE],
  'another port': ['Origin: http://localhost:8080', JSON_TYPE],
  'another scheme': ['Origin: https://localhost', JSON_TYPE],
  'no origin at all': [JSON_TYPE],
  'an empty origin': ['Origin: ', JSON_TYPE],
  'two origins': [OWN_PAGE, 'Origin: https://evil.example', JSON_TYPE],
  'a referrer only': ['Referer: http://localhost/console', JSON_TYPE],
  'another site, says the browser': [OWN_PAGE, 'Sec-Fetch-Site: cross-site', JSON_TYPE],
  'a sibling, says the browser': [OWN_PAGE, 'Sec-Fetch-Site: same-site', JSON_TYPE],
  'another origin beside a good word': ['Origin: https://evil.example', 'Sec-Fetch-Site: same-origin', JSON_TYPE],
  'a form as text': [OWN_PAGE, 'Content-Type: text/plain'],
  'a form': [OWN_PAGE, 'Content-Type: application/x-www-form-urlencoded'],
  'a form with files': [OWN_PAGE, 'Content-Type: multipart/form-data; boundary=x'],
  'JSON by another name': [OWN_PAGE, 'Content-Type: text/plain; application/json'],
  'a form of another site': ['Origin: https://evil.example', 'Sec-Fetch-Site: cross-site', 'Content-Type: text/plain'],
}

/** Puts the headers of a request in order before it is sent; a control is careless there. */
export type Forward = (headers: readonly string[]) => readonly string[]

/** No page of another site changes anything with a visitor's session. */
export const measureCrossSite = (forward: Forward = (headers) => headers): Promise<Finding> =>
  onControlBench({}, async (bench) => {
    const changes = stateChanges(bench)
    const before = dumpEverything(bench.server)
    const open: string[] = []
    let requests = 0
    for (const change of changes) {
      for (const [name, headers] of Object.entries(foreign)) {
        requests++
        const { status } = await send(bench, change, forward(headers))
        if (status !== 403 && status !== 415) open.push(`${change.name} from ${name}: ${status}`)
      }
    }
    const after = dumpEverything(bench.server)
    return judge({
      changes: atLeast(changes.length, 50),
      requests: atLeast(requests, 1000),
      open: none(open),
      isChanged: exactly(String(after !== before), 'false'),
      refusedFromOurOwnPages: none(await refusedAtHome(bench, changes)),
    })
  })

function stateChanges({ workspaceId, server }: ControlBench): readonly Change[] {
  const ids = { workspace: workspaceId, project: server.projectId, project_id: server.projectId }
  const textOf = (body: unknown): string => (body === undefined ? '' : JSON.stringify(body))
  const control = [...controlPolicy, ...consolePolicy].map((entry) => ({
    name: `${entry.method} ${entry.path}`,
    method: entry.method,
    path: pathWith(entry, ids),
    body: textOf(entry.body?.('forged')),
  }))
  const data = policy
    .filter(({ needs }) => needs !== 'anyone')
    .map((entry) => ({
      name: `${entry.method} ${entry.path}`,
      method: entry.method,
      path: `/projects/${server.slug}${pathOf(entry)}`,
      body: textOf(entry.body?.('forged', 'x')),
    }))
  return [...control, ...data].filter(({ method }) => method !== 'GET')
}

const send = ({ server, owner }: ControlBench, { method, path, body }: Change, headers: readonly string[]) =>
  exchange(server.port, requestText(method, path, ['Host: localhost', `Cookie: ${owner.shown.cookie}`, ...headers], body))

/** What takes the session or the project away goes last. */
async function refusedAtHome(bench: ControlBench, changes: readonly Change[]): Promise<readonly string[]> {
  const isLast = ({ name }: Change): boolean =>
    /purge|logout|DELETE \/projects\/\{project_id\}|DELETE \/console\/api\/sessions$/.test(name)
  const refused: string[] = []
  for (const change of changes.toSorted((a, b) => Number(isLast(a)) - Number(isLast(b))).filter((one) => !isLast(one))) {
    const { status, body } = await send(bench, change, [OWN_PAGE, 'Sec-Fetch-Site: same-origin', JSON_TYPE])
    if (status === 415 || body.includes('another origin')) refused.push(`${change.name}: ${status}`)
  }
  return refused
}

/** Every row of the store, without the times at which sessions were last seen. */
function dumpEverything({ folder }: TestServer): string {
  const db = new DatabaseSync(join(folder, 'data', 'latchkey.db'), { readOnly: true })
  try {
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
    return tables
      .map(({ name }) => {
        const rows = db.prepare(`SELECT * FROM ${String(name)}`).all()
        return `${String(name)} ${JSON.stringify(rows.map(({ last_seen_at: _seen, ...row }) => row))}`
      })
      .join('\n')
  } finally {
    db.close()
  }
}
