import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, it, mock } from 'node:test'
import type { KeyCondition } from '@latchkey/core/ports/key-condition'
import { atMs } from '@latchkey/testkit/fake-clock'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { onTemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import { openConnection } from './connection.ts'
import {
  type OrderedRoute,
  orderedEndSql,
  orderedPageSql,
  orderedRoutes,
  type RangeRoute,
  rangeEndSql,
  rangePageSql,
  rangeRoutes,
} from './list-sql.ts'
import { Migrator } from './migration-runner.ts'

const origins = ['issued', 'imported'] as const
const ordered = Object.keys(orderedRoutes) as OrderedRoute[]
const ranged = Object.keys(rangeRoutes) as RangeRoute[]

const hostile = [
  `' OR 1=1 --`,
  '"; DROP TABLE projects; --',
  '%',
  '\u0000',
  '$project_id',
  'x'.repeat(5_000),
  '\u{10ffff}',
  '\ud800',
]

function hostileCondition(random: SeededRandom): KeyCondition {
  const text = hostile[random.below(hostile.length)] ?? ''
  const instant = atMs(random.below(1_000) - 500)
  return random.pick<KeyCondition>([
    { field: 'actor_id', equals: text },
    { field: 'name', equals: text },
    { field: 'name', startsWith: text },
    { field: 'status', equals: random.pick(['active', 'suspended', 'expired', 'revoked']) },
    { field: random.pick(['expire_time', 'last_used_time']), isSet: random.below(2) === 0 },
    { field: 'expire_time', comparison: random.pick(['<', '<=', '=', '>=', '>']), instant },
    { field: 'last_used_time', comparison: random.pick(['<', '<=', '=', '>=', '>']), instant },
    { field: 'create_time', comparison: random.pick(['<', '<=', '=', '>=', '>']), instant },
  ])
}

describe('the SQL of key lists', () => {
  it(
    'is a small fixed set, whatever is asked',
    onTemporaryDatabase(async ({ store, projectId }) => {
      const random = new SeededRandom('sql')
      const prepare = mock.method(DatabaseSync.prototype, 'prepare')
      for (let round = 0; round < 2_000; round++) {
        const conditions = Array.from({ length: random.below(5) }, () => hostileCondition(random))
        await store.keys.list(projectId, { origin: random.pick(origins), conditions, after: undefined, limit: 10, now: atMs(0) })
      }
      const texts = new Set(prepare.mock.calls.map(({ arguments: [sql] }) => sql))
      prepare.mock.restore()
      assert.ok(texts.size >= 12, `${texts.size} texts`)
      assert.ok(texts.size <= 40, `${texts.size} texts`)
      for (const text of texts) assert.match(text, /WHERE i\.project_id = \$projectId/)
    }),
  )

  it('walks indexes in page order: no sort and no scan of a table', () => {
    const db = openConnection(':memory:')
    new Migrator(db).up()
    const planOf = (sql: string): string =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => row['detail'])
        .join('\n')
    for (const origin of origins) {
      const table = `${origin}_api_keys`
      for (const route of ordered) {
        const [plan, endPlan] = [planOf(orderedPageSql(origin, route)), planOf(orderedEndSql(origin, route))]
        assert.match(plan, new RegExp(`SEARCH i USING (COVERING )?INDEX ${table}_${route} \\(project_id=\\?`))
        assert.match(plan, /SEARCH k USING PRIMARY KEY \(project_id=\? AND id=\?\)/)
        assert.match(plan, /\(created_at,id\)>\(\?,\?\) AND \(created_at,id\)<\(\?,\?\)\)/)
        assert.match(endPlan, new RegExp(`USING COVERING INDEX ${table}_${route} `))
        for (const text of [plan, endPlan]) assert.doesNotMatch(text, /TEMP B-TREE|SCAN/)
      }
      for (const route of ranged) {
        const index = `SEARCH i USING COVERING INDEX ${table}_${route} \\(project_id=\\? AND `
        const place = `\\(${rangeRoutes[route].column},created_at,id\\)`
        assert.match(planOf(rangePageSql(origin, route)), new RegExp(`${index}${place}>\\(\\?,\\?,\\?\\) AND ${place}<`))
        assert.match(planOf(rangeEndSql(origin, route)), new RegExp(`${index}.*${place}<`))
        assert.doesNotMatch(planOf(rangeEndSql(origin, route)), /TEMP B-TREE|SCAN/)
      }
    }
    db.close()
  })
})
