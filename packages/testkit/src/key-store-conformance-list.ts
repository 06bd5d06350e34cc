import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ApiKey, type KeyOrigin, type ProjectId, statusAt } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Comparison, KeyCondition } from '@latchkey/core/ports/key-condition'
import type { KeyCursor, KeyStore } from '@latchkey/core/ports/key-store'
import { buildImportedKey, buildInsertion, buildIssuedKey } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects } from './opened-store.ts'
import { SeededRandom } from './seeded-random.ts'

const NOW = atMs(1_000)

interface Question {
  readonly conditions?: readonly KeyCondition[]
  readonly origin?: KeyOrigin
  readonly pageSize?: number
}

/** Walks through all pages, as a client with page tokens does. */
async function listAll(keys: KeyStore, projectId: ProjectId, question: Question = {}): Promise<readonly ApiKey[]> {
  const { conditions = [], origin = 'issued', pageSize = 7 } = question
  const all: ApiKey[] = []
  for (let after: KeyCursor | undefined; ; ) {
    const page = await keys.list(projectId, { origin, conditions, after, limit: pageSize, now: NOW })
    assert.ok(page.length <= pageSize)
    all.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return all
    after = { createdAt: last.createdAt, id: last.id }
  }
}

const insertAll = (keys: KeyStore, projectId: ProjectId, made: readonly ApiKey[]) =>
  keys.insertMany(
    projectId,
    made.map((key) => buildInsertion({ key })),
  )

const namesOf = (page: readonly ApiKey[]): readonly string[] => page.map(({ name }) => name).sort()

export function describeList(open: OpenStore): void {
  describe('list', () => {
    it(
      'gives the newest first, and of one instant the higher id',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const instants = [3, 1, 2, 2, 2, 0]
        const made = instants.map((ms) => buildIssuedKey({ projectId, createdAt: atMs(ms) }))
        await insertAll(keys, projectId, made)
        const expected = [...made].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
        for (const pageSize of [1, 2, 3, 100]) assert.deepEqual(await listAll(keys, projectId, { pageSize }), expected)
        assert.deepEqual(
          await keys.list(projectId, { origin: 'issued', conditions: [], after: undefined, limit: 0, now: NOW }),
          [],
        )
      }),
    )

    it(
      'keeps the origins apart',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const [issued, imported] = [buildIssuedKey({ projectId }), buildImportedKey({ projectId })]
        await insertAll(keys, projectId, [issued, imported])
        assert.deepEqual(await listAll(keys, projectId), [issued])
        assert.deepEqual(await listAll(keys, projectId, { origin: 'imported' }), [imported])
      }),
    )

    it(
      'goes on after a key that has gone',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const made = [0, 1, 2].map((ms) => buildIssuedKey({ projectId, createdAt: atMs(ms) }))
        await insertAll(keys, projectId, made)
        const after = { createdAt: atMs(1), id: 'ffffffff-ffff-4fff-bfff-ffffffffffff' as ApiKey['id'] }
        const page = await keys.list(projectId, { origin: 'issued', conditions: [], after, limit: 5, now: NOW })
        assert.deepEqual(
          page.map(({ createdAt }) => createdAt),
          [atMs(1), atMs(0)],
        )
      }),
    )

    it(
      'does not let a page position widen the filter',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const made = [0, 1, 2].map((ms) => buildIssuedKey({ projectId, createdAt: atMs(ms) }))
        await insertAll(keys, projectId, made)
        const conditions = [{ field: 'create_time', comparison: '<', instant: atMs(1) }] as const
        const after = { createdAt: atMs(9), id: made[0]?.id as ApiKey['id'] }
        const page = await keys.list(projectId, { origin: 'issued', conditions, after, limit: 5, now: NOW })
        assert.deepEqual(page, made.slice(0, 1))
      }),
    )

    it(
      'computes the status at the boundary instant',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        await insertAll(keys, projectId, statusCases(projectId))
        for (const status of ['active', 'suspended', 'expired', 'revoked'] as const) {
          const page = await listAll(keys, projectId, { conditions: [{ field: 'status', equals: status }] })
          const expected = statusCases(projectId)
            .map(({ name }) => name)
            .filter((name) => name.startsWith(status))
          assert.deepEqual(namesOf(page), expected.sort(), status)
        }
      }),
    )

    it(
      'compares instants at the boundary, and never an absent one',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const instants = [-1, 0, 1].map((ms) => atMs(ms))
        await insertAll(keys, projectId, [
          buildIssuedKey({ projectId, name: 'absent', createdAt: atMs(9) }),
          ...instants.map((at, index) =>
            buildIssuedKey({ projectId, name: `${index}`, createdAt: at, expiresAt: at, lastUsedAt: at }),
          ),
        ])
        const expected: Record<Comparison, string[]> = { '<': ['0'], '<=': ['0', '1'], '=': ['1'], '>=': ['1', '2'], '>': ['2'] }
        for (const field of ['expire_time', 'last_used_time', 'create_time'] as const) {
          for (const comparison of ['<', '<=', '=', '>=', '>'] as const) {
            const page = await listAll(keys, projectId, { conditions: [{ field, comparison, instant: atMs(0) }] })
            assert.deepEqual(
              namesOf(page).filter((name) => name !== 'absent'),
              expected[comparison],
              `${field} ${comparison}`,
            )
            assert.equal(namesOf(page).includes('absent'), field === 'create_time' && comparison.startsWith('>'))
          }
        }
      }),
    )

    it(
      'tells keys that have an instant from those without',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        await insertAll(keys, projectId, [
          buildIssuedKey({ projectId, name: 'neither' }),
          buildIssuedKey({ projectId, name: 'expires', expiresAt: atMs(0) }),
          buildIssuedKey({ projectId, name: 'used', lastUsedAt: atMs(0) }),
          buildIssuedKey({ projectId, name: 'both', expiresAt: atMs(0), lastUsedAt: atMs(0) }),
        ])
        const expires = { field: 'expire_time', isSet: true } as const
        const forever = { field: 'expire_time', isSet: false } as const
        const named = async (...conditions: KeyCondition[]) =>
          namesOf(await listAll(keys, projectId, { conditions, pageSize: 1 }))
        assert.deepEqual(await named(expires), ['both', 'expires'])
        assert.deepEqual(await named(forever), ['neither', 'used'])
        assert.deepEqual(await named({ field: 'last_used_time', isSet: true }), ['both', 'used'])
        assert.deepEqual(await named(forever, { field: 'last_used_time', isSet: false }), ['neither'])
        assert.deepEqual(await named(expires, forever), [])
        assert.deepEqual(await named(expires, { field: 'expire_time', comparison: '>', instant: atMs(-1) }), ['both', 'expires'])
        assert.deepEqual(await named(forever, { field: 'expire_time', comparison: '>', instant: atMs(-1) }), [])
      }),
    )

    it(
      'takes names literally',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const names = ['ci', 'ci-1', 'ci-%', 'CI-1', 'cj', 'c', `ci'; --`, 'ci\u{10ffff}', 'ci\ud7ff', 'ci\ue000', 'ci\u0001']
        await insertAll(
          keys,
          projectId,
          names.map((name) => buildIssuedKey({ projectId, name })),
        )
        for (const text of [...names, '', '%', 'ci_', 'x']) {
          const equal = await listAll(keys, projectId, { conditions: [{ field: 'name', equals: text }] })
          assert.deepEqual(
            namesOf(equal),
            names.filter((name) => name === text),
            `equals ${text}`,
          )
          const starting = await listAll(keys, projectId, { conditions: [{ field: 'name', startsWith: text }] })
          assert.deepEqual(namesOf(starting), names.filter((name) => name.startsWith(text)).sort(), `starts with ${text}`)
        }
      }),
    )

    it(
      'agrees with a plain reading of any filter',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const random = new SeededRandom('list')
        const made = Array.from({ length: 300 }, () => randomKey(random, projectId))
        await insertAll(keys, projectId, made)
        for (let round = 0; round < 150; round++) {
          const conditions = Array.from({ length: random.below(4) }, () => randomCondition(random))
          const expected = made.filter((key) => conditions.every((condition) => isMatch(key, condition)))
          const ordered = expected.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)).map(({ id }) => id)
          const listed = await listAll(keys, projectId, { conditions, pageSize: 1 + random.below(40) })
          assert.deepEqual(
            listed.map(({ id }) => id),
            ordered,
            JSON.stringify(conditions),
          )
        }
      }),
    )

    it(
      'finds the few among thousands, wherever they are',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        await insertAll(keys, projectId, rareAmongMany(projectId))
        const before = (ms: number) => ({ comparison: '<=', instant: atMs(ms) }) as const
        const questions: readonly (readonly KeyCondition[])[] = [
          [{ field: 'status', equals: 'expired' }],
          [{ field: 'expire_time', ...before(0) }],
          [
            { field: 'name', startsWith: 'rare' },
            { field: 'status', equals: 'expired' },
          ],
          [
            { field: 'actor_id', equals: 'everyone' },
            { field: 'name', startsWith: 'rare' },
          ],
          [
            { field: 'last_used_time', ...before(2_999) },
            { field: 'name', startsWith: 'rare' },
            { field: 'expire_time', ...before(4) },
          ],
          [
            { field: 'create_time', ...before(1) },
            { field: 'last_used_time', ...before(9_999) },
          ],
        ]
        for (const conditions of questions) {
          const listed = await listAll(keys, projectId, { conditions, pageSize: 1 })
          assert.deepEqual(
            listed.map(({ name }) => name),
            ['rare 1', 'rare 0'],
            JSON.stringify(conditions),
          )
        }
      }),
    )
  })
}

/** Each named after its status at `NOW`. */
function statusCases(projectId: ProjectId): readonly ApiKey[] {
  const [before, after] = [(NOW - 1) as Instant, (NOW + 1) as Instant]
  const revokedAt = (at: Instant) => ({ at, reason: 'unspecified', description: undefined }) as const
  return [
    buildIssuedKey({ projectId, name: 'active' }),
    buildIssuedKey({ projectId, name: 'active until just after', expiresAt: after }),
    buildIssuedKey({ projectId, name: 'active in its grace period', revocation: revokedAt(after) }),
    buildIssuedKey({ projectId, name: 'suspended', suspendedAt: before }),
    buildIssuedKey({ projectId, name: 'suspended in its grace period', suspendedAt: NOW, revocation: revokedAt(after) }),
    buildIssuedKey({ projectId, name: 'expired just now', expiresAt: NOW }),
    buildIssuedKey({ projectId, name: 'expired and suspended', expiresAt: before, suspendedAt: before }),
    buildIssuedKey({ projectId, name: 'expired in its grace period', expiresAt: NOW, revocation: revokedAt(after) }),
    buildIssuedKey({ projectId, name: 'revoked just now', revocation: revokedAt(NOW) }),
    buildIssuedKey({
      projectId,
      name: 'revoked and expired',
      revocation: revokedAt(before),
      expiresAt: before,
      suspendedAt: before,
    }),
  ]
}

/** The two oldest of many keys differ from all the others. */
const rareAmongMany = (projectId: ProjectId): readonly ApiKey[] =>
  Array.from({ length: 5_000 }, (_, index) =>
    buildIssuedKey({
      projectId,
      name: index < 2 ? `rare ${index}` : `common ${index}`,
      actorId: 'everyone',
      createdAt: atMs(index),
      expiresAt: index < 2 ? atMs(0) : atMs(100_000),
      lastUsedAt: atMs(index),
    }),
  )

const instants = [-2, 0, 2, 999, 1_000, 1_001, 5_000] as const
const names = ['a', 'ab', 'abc', 'b', 'ci-1', 'ci-2'] as const

function randomKey(random: SeededRandom, projectId: ProjectId): ApiKey {
  const maybe = (): Instant | undefined => (random.below(3) === 0 ? undefined : atMs(random.pick(instants)))
  const at = random.below(3) === 0 ? maybe() : undefined
  return buildIssuedKey({
    projectId,
    name: random.pick(names),
    actorId: random.pick(['a', 'b', 'c']),
    createdAt: atMs(random.pick(instants)),
    expiresAt: maybe(),
    lastUsedAt: maybe(),
    suspendedAt: random.below(4) === 0 ? atMs(0) : undefined,
    revocation: at === undefined ? undefined : { at, reason: 'unspecified', description: undefined },
  })
}

function randomCondition(random: SeededRandom): KeyCondition {
  const field = random.pick(['actor_id', 'status', 'name', 'expire_time', 'last_used_time', 'create_time'] as const)
  if ((field === 'expire_time' || field === 'last_used_time') && random.below(3) === 0)
    return { field, isSet: random.below(2) === 0 }
  switch (field) {
    case 'actor_id':
      return { field, equals: random.pick(['a', 'b', 'x']) }
    case 'status':
      return { field, equals: random.pick(['active', 'suspended', 'expired', 'revoked']) }
    case 'name':
      return random.below(2) === 0
        ? { field, equals: random.pick(names) }
        : { field, startsWith: random.pick(['', 'a', 'ab', 'ci']) }
    default:
      return { field, comparison: random.pick(['<', '<=', '=', '>=', '>']), instant: atMs(random.pick(instants)) }
  }
}

/** The filter read aloud, sharing nothing with any store. */
function isMatch(key: ApiKey, condition: KeyCondition): boolean {
  if (condition.field === 'actor_id') return key.actorId === condition.equals
  if (condition.field === 'status') return statusAt(key, NOW) === condition.equals
  if (condition.field === 'name')
    return 'equals' in condition ? key.name === condition.equals : key.name.startsWith(condition.startsWith)
  const instant = { expire_time: key.expiresAt, last_used_time: key.lastUsedAt, create_time: key.createdAt }[condition.field]
  if ('isSet' in condition) return condition.isSet === (instant !== undefined)
  if (instant === undefined) return false
  const order = Math.sign(instant - condition.instant)
  return { '<': order < 0, '<=': order <= 0, '=': order === 0, '>=': order >= 0, '>': order > 0 }[condition.comparison]
}
