import { openAdministration } from '@latchkey/server/administration'
import { runCli } from '../../../packages/cli/src/testing/run-cli.ts'
import { atLeast, exactly, type Finding, judge } from '../bar.ts'
import { Api, expectStatus } from './api.ts'
import { none } from './none.ts'
import { withServer } from './with-server.ts'

/** Names that want to be more than a name: line ends, terminal commands, changes of direction, formulas, quotes. */
const hostileNames: readonly string[] = [
  'x\r\n2026-01-01T00:00:00Z,api_key.revoked,forged',
  'x\n{"event":"api_key.revoked"}',
  '\u001b[2K\u001b[1Aforged\u001b[31m',
  '\u009b31mforged',
  'invoice\u202etxt.exe',
  '\u2066forged\u2069',
  'line\u2028separator\u2029paragraph',
  'next\u0085line\u000bvertical\u000cfeed',
  'back\b\b\b\b\u007fspace',
  'zero\u200bwidth\ufeff\u00ad',
  '=HYPERLINK("https://evil.example","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '","forged","',
  `';--`,
  '"',
]

/** Whatever a terminal or editor might take for more than a character. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
/** Of headings, which are ours. */
const [BOLD, PLAIN] = ['\u001b[1m', '\u001b[22m'] as const
const FORMULA = /^[=+\-@\t\r]/

/** How an export writes its events, seen from outside. */
export interface Written {
  readonly csv: string
  readonly jsonl: string
  readonly table: string
}

type WireEvent = Readonly<{ caller: { readonly name: string }; after: { readonly name?: string } | null; event: string }>

/** Hostile names for callers and keys, and what becomes of them in everything that writes lines. */
export const measureForging = (rewrite: (written: Written, events: readonly WireEvent[]) => Written): Promise<Finding> =>
  withServer({}, async ({ server, api }) => {
    const administration = await openAdministration(server)
    for (const name of hostileNames) {
      const { credential } = await administration.createProjectApiKey({
        project: server.slug,
        name,
        permissions: ['keys:issue'],
        expiresAt: undefined,
      })
      const caller = new Api({ port: server.port, projectKey: credential.reveal() })
      await caller.issue({ name, actor_id: name })
      caller.close()
    }
    await administration.close()
    const exported = async (as: string): Promise<string> =>
      (await runCli(['audit', 'export', '--as', as], { environment })).stdout
    const { body } = expectStatus(await api.admin('GET', '/auditEvents?page_size=1000'), 200)
    const events: readonly WireEvent[] = body.audit_events
    const environment = { LATCHKEY_ENDPOINT: server.endpoint, LATCHKEY_PROJECT_API_KEY: server.projectKey }
    const { stdout: table } = await runCli(['audit', 'list', '--page-size', '1000'], { environment, isTerminal: true })
    const written = rewrite({ csv: await exported('csv'), jsonl: await exported('jsonl'), table }, events)
    return judge({
      events: atLeast(events.length, 2 * hostileNames.length),
      csvLines: exactly(linesOf(written.csv, '\r\n').length, events.length + 1),
      jsonlLines: exactly(linesOf(written.jsonl, '\n').length, events.length),
      tableLines: exactly(linesOf(written.table, '\n').length, events.length + 1),
      unprintable: none(unprintableIn(written)),
      formulas: none(
        linesOf(written.csv, '\r\n')
          .flatMap(cellsOf)
          .filter((cell) => FORMULA.test(cell)),
      ),
      namesLost: none(lostNames(written.jsonl)),
    })
  })

function linesOf(text: string, end: string): readonly string[] {
  const lines = text.split(end)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** The cells of one line of RFC 4180 without line ends in cells. */
const cellsOf = (line: string): readonly string[] =>
  Array.from(line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g), ([, cell = '']) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'))

const unprintableIn = (written: Written): readonly string[] =>
  Object.entries(written).flatMap(([form, text]) =>
    text
      .replaceAll(BOLD, '')
      .replaceAll(PLAIN, '')
      .split(/\r?\n/)
      .filter((line: string) => UNPRINTABLE.test(line))
      .map((line: string) => `${form}: ${JSON.stringify(line.slice(0, 120))}`),
  )

/** JSON Lines still say every name exactly. */
function lostNames(jsonl: string): readonly string[] {
  const parse = (line: string): WireEvent | undefined => {
    try {
      return JSON.parse(line) as WireEvent
    } catch {
      return undefined
    }
  }
  const issued = linesOf(jsonl, '\n')
    .map(parse)
    .filter((event) => event?.event === 'api_key.issued')
  const said = new Set(issued.filter((event) => event?.after?.name === event?.caller.name).map((event) => event?.caller.name))
  return hostileNames.filter((name) => !said.has(name)).map((name) => JSON.stringify(name))
}
