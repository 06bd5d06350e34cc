import { type Bar, combine, type Finding, type Tier } from './bar.ts'
import { measureExport } from './support/audit-export.ts'
import { type Auditor, byTheCommandLine, byTheEventsAlone, measureTampering } from './support/audit-tampering.ts'
import { measureKills } from './support/audited-kills.ts'
import { ChildServer } from './support/child-server.ts'
import { loseAuditRows } from './support/database-checks.ts'
import { measureFailingAudit } from './support/failing-audit.ts'
import { measureForging, type Written } from './support/forged-lines.ts'

const KILLS = { pr: 3, full: 20 } as const

const measure = async (tier: Tier): Promise<Finding> =>
  combine({
    kills: await measureKills(KILLS[tier], () => ChildServer.prepare()),
    failingAudit: await measureFailingAudit('ABORT'),
    tampering: await measureTampering(byTheCommandLine),
    forging: await measureForging((written) => written),
    export: await measureExport(),
  })

const tamperingSeenBy = (auditor: Auditor) => async (): Promise<Finding> =>
  combine({ tampering: await measureTampering(auditor) })

/** A server whose database loses audit rows from its second start on. */
async function withLossyAudit(): Promise<ChildServer> {
  const server = await ChildServer.prepare()
  await server.start()
  await server.kill()
  await loseAuditRows(server.databaseFile)
  return server
}

/** As somebody would write lines who trusts names. */
const trustingNames = ({ table }: Written, events: readonly { readonly caller: { readonly name: string } }[]): Written => ({
  csv: ['caller', ...events.map(({ caller }) => caller.name)].map((line) => `${line}\r\n`).join(''),
  jsonl: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  table,
})

export const bar: Bar = {
  id: 'b39',
  inTests: 'without_control',
  title: 'what was acknowledged is recorded, and what is recorded can neither be changed unseen nor forged',
  run: measure,
  controls: [
    { broken: 'a mutation and its audit event are not one transaction', run: () => measureKills(1, withLossyAudit) },
    { broken: 'an audit event that cannot be written is left out', run: () => measureFailingAudit('IGNORE') },
    { broken: 'the events are only held against each other', run: tamperingSeenBy(byTheEventsAlone) },
    { broken: 'names are written as they came', run: () => measureForging(trustingNames) },
  ],
}
