import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import { auditKeysOf } from '@latchkey/core/events/audit-keys'
import { makeCutChain } from '@latchkey/core/events/cut-chain'
import type { Instant } from '@latchkey/core/ports/clock'
import { loadConfig } from '@latchkey/server/config/load-config'
import { masterKeysAtHand } from '@latchkey/server/inspect-backup'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { onAuditFile, readAuditFile } from '@latchkey/testkit/sqlite/audit-file'
import { runCli } from '../../../packages/cli/src/testing/run-cli.ts'
import { exactly, type Finding, judge } from '../bar.ts'
import { Api } from './api.ts'
import { none } from './none.ts'
import { withServer } from './with-server.ts'

const TRIALS = 100
const EVENTS = 60
/** Events that the retention has cut off before. */
const CUT = 15
const LATER_MS = 1000

interface Trial {
  readonly db: DatabaseSync
  readonly chainId: string
  /** A number below `bound`. */
  readonly below: (bound: number) => number
}

/** Sequence numbers of the chain, oldest first. */
const sequencesOf = ({ db, chainId }: Trial): readonly number[] =>
  db
    .prepare('SELECT sequence FROM audit_events WHERE chain_id = ? ORDER BY sequence')
    .all(chainId)
    .map(({ sequence }) => Number(sequence))

const anySequence = (trial: Trial): number => {
  const sequences = sequencesOf(trial)
  return sequences[trial.below(sequences.length)] ?? 0
}

/** Columns and what somebody would write there. */
const edits: readonly (readonly [column: string, value: string])[] = [
  ['id', `'00000000-0000-4000-8000-000000000000'`],
  ['at', 'at + 1'],
  ['at', '9223372036854775807'],
  ['event', `'token.derived'`],
  ['caller_kind', `'key_holder'`],
  ['caller_id', `caller_id || 'x'`],
  ['caller_name', `'somebody else'`],
  ['target_kind', `'member'`],
  ['target_id', `target_id || ' '`],
  ['ip', `'203.0.113.9'`],
  ['request_id', `''`],
  ['before', `'{"name":"forged"}'`],
  ['after', `'{"name":"forged"}'`],
  ['after', `'{'`],
  ['previous_hash', `hash`],
  ['hash', `previous_hash`],
]

const AT = 'WHERE chain_id = ? AND sequence = ?'

type Tampering = (trial: Trial) => void

const tamperings: Readonly<Record<string, Tampering>> = {
  edit: (trial) => {
    const [column, value] = edits[trial.below(edits.length)] ?? ['', '']
    trial.db.prepare(`UPDATE audit_events SET ${column} = ${value} ${AT}`).run(trial.chainId, anySequence(trial))
  },
  delete: (trial) => {
    trial.db.prepare(`DELETE FROM audit_events ${AT}`).run(trial.chainId, anySequence(trial))
  },
  'delete and close the gap': (trial) => {
    const gone = anySequence(trial)
    const { db, chainId } = trial
    db.prepare(`DELETE FROM audit_events ${AT}`).run(chainId, gone)
    for (const sequence of sequencesOf(trial).filter((later) => later > gone))
      db.prepare(`UPDATE audit_events SET sequence = sequence - 1 ${AT}`).run(chainId, sequence)
  },
  reorder: (trial) => {
    const { db, chainId } = trial
    const sequences = sequencesOf(trial)
    const first = trial.below(sequences.length - 1)
    const [one = 0, other = 0] = [sequences[first], sequences[first + 1 + trial.below(sequences.length - first - 1)]]
    const move = db.prepare(`UPDATE audit_events SET sequence = ? ${AT}`)
    for (const [to, from] of [
      [1_000_000, one],
      [one, other],
      [other, 1_000_000],
    ] as const)
      move.run(to, chainId, from)
  },
  'truncate the end': (trial) => {
    const sequences = sequencesOf(trial)
    const from = sequences.at(-1 - trial.below(sequences.length)) ?? 0
    trial.db.prepare('DELETE FROM audit_events WHERE chain_id = ? AND sequence >= ?').run(trial.chainId, from)
  },
  'truncate the beginning': (trial) => {
    const upTo = anySequence(trial)
    trial.db.prepare('DELETE FROM audit_events WHERE chain_id = ? AND sequence <= ?').run(trial.chainId, upTo)
  },
  'truncate the beginning and move the checkpoint': (trial) => {
    const { db, chainId } = trial
    const upTo = anySequence(trial)
    db.prepare(`UPDATE audit_checkpoints SET sequence = ?2, hash = (SELECT hash FROM audit_events WHERE chain_id = ?1 AND sequence = ?2)
      WHERE chain_id = ?1`).run(chainId, upTo)
    db.prepare('DELETE FROM audit_events WHERE chain_id = ? AND sequence <= ?').run(chainId, upTo)
  },
  'take the checkpoint away': ({ db, chainId }) => {
    db.prepare('DELETE FROM audit_checkpoints WHERE chain_id = ?').run(chainId)
  },
  'put one in before the checkpoint': (trial) => {
    trial.db
      .prepare(
        `INSERT INTO audit_events SELECT chain_id, 3, id, at, event, caller_kind, caller_id, caller_name, target_kind, target_id,
        ip, request_id, before, after, previous_hash, hash FROM audit_events ${AT}`,
      )
      .run(trial.chainId, anySequence(trial))
  },
  'add one at the end': (trial) => {
    const last = sequencesOf(trial).at(-1) ?? 0
    trial.db
      .prepare(
        `INSERT INTO audit_events SELECT chain_id, sequence + 1, id, at, event, caller_kind, caller_id, caller_name, target_kind,
        target_id, ip, request_id, before, after, hash, hash FROM audit_events ${AT}`,
      )
      .run(trial.chainId, last)
  },
  'take everything': ({ db, chainId }) => {
    for (const table of ['audit_events', 'audit_chains', 'audit_checkpoints'])
      db.prepare(`DELETE FROM ${table} WHERE chain_id = ?`).run(chainId)
  },
  'move to another chain': (trial) => {
    trial.db.prepare(`UPDATE audit_events SET chain_id = 'elsewhere' ${AT}`).run(trial.chainId, anySequence(trial))
  },
}

/** Whether the tampering of a database in this folder was found. */
export type Auditor = (folder: string, environment: Readonly<Record<string, string>>, chainId: string) => Promise<boolean>

/** `latchkey audit verify`, as an operator types it. */
export const byTheCommandLine: Auditor = async (_folder, environment) => {
  const { code, stdout, stderr } = await runCli(['audit', 'verify', '--format', 'json'], { environment })
  if (code !== 0 && code !== 1) throw new Error(`audit verify ended with ${code}: ${stderr}`)
  return code === 1 && JSON.parse(stdout).intact === false
}

/** What would be seen of the events alone, without what the store remembers about them. */
export const byTheEventsAlone: Auditor = async (folder, _environment, chainId) => {
  const events = await readAuditFile(join(folder, 'latchkey.db'), chainId)
  const [first] = events
  const before = { sequence: (first?.sequence ?? 1) - 1, hash: first?.previousHash ?? '' }
  return !verifyAuditChain(events, before).intact
}

/** A hundred times: the same log, changed in one way or another, shown to the auditor. */
export async function measureTampering(audit: Auditor): Promise<Finding> {
  const original = mkdtempSync(join(tmpdir(), 'latchkey-tampering-'))
  try {
    const chainId = await writeHistory(original)
    const missed: string[] = []
    const names = Object.keys(tamperings)
    for (let trial = 0; trial < TRIALS; trial++) {
      const name = names[trial % names.length] ?? ''
      if (!(await isFound(original, audit, { name, chainId, seed: trial }))) missed.push(`${name} (${trial})`)
    }
    return judge({
      trials: exactly(TRIALS, TRIALS),
      missed: none(missed),
      falseAlarms: exactly((await audit(original, environmentOf(original), chainId)) ? 1 : 0, 0),
    })
  } finally {
    rmSync(original, { recursive: true, force: true })
  }
}

const environmentOf = (folder: string): Readonly<Record<string, string>> => ({ LATCHKEY_DATA_DIR: folder })

/** A project in which something has happened, some of it so long ago that it was cut. Copies its data into `folder`. */
async function writeHistory(folder: string): Promise<string> {
  return withServer({}, async ({ server }) => {
    const api = new Api(server)
    for (let count = 0; count < EVENTS; count++) await api.issue({ name: `event ${count}` })
    api.close()
    await server.server.stop()
    cpSync(join(server.folder, 'data'), folder, { recursive: true })
    await cutOff(folder, server.projectId)
    return server.projectId
  })
}

async function cutOff(folder: string, chainId: string): Promise<void> {
  const masterKeys = masterKeysAtHand(loadConfig({ file: undefined, environment: environmentOf(folder) }))
  if (masterKeys === undefined) throw new Error('there is no master key')
  const clock = { now: () => (Date.now() + LATER_MS) as Instant }
  await onAuditFile(join(folder, 'latchkey.db'), (auditLog) =>
    makeCutChain({ auditLog, keys: auditKeysOf(masterKeys), clock })(chainId, 0, CUT),
  )
}

async function isFound(
  original: string,
  audit: Auditor,
  { name, chainId, seed }: { readonly name: string; readonly chainId: string; readonly seed: number },
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-tampered-'))
  try {
    cpSync(original, folder, { recursive: true })
    const random = new SeededRandom(String(seed))
    const db = new DatabaseSync(join(folder, 'latchkey.db'))
    tamperings[name]?.({ db, chainId, below: (bound) => random.below(bound) })
    db.close()
    return await audit(folder, environmentOf(folder), chainId)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
