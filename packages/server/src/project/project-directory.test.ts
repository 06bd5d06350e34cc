import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { ProjectReference, StoredProject } from '@latchkey/core/ports/project-store'
import type { Project } from '@latchkey/core/project/project'
import { ProjectDirectory } from './project-directory.ts'

/** Only what the directory looks at. */
const record = (id: string, revision = 1): StoredProject =>
  ({ project: { id, slug: `slug-${id}`, hosts: [`${id}.test`], revision } }) as unknown as StoredProject
const opened = (stored: StoredProject, isDefault: boolean): Project =>
  ({ id: stored.project.id, revision: stored.project.revision, isDefault }) as unknown as Project
const id = (text: string): ProjectReference => ({ id: text })

function isMeant({ project }: StoredProject, reference: ProjectReference): boolean {
  if ('id' in reference) return project.id === reference.id
  return 'slug' in reference ? project.slug === reference.slug : project.hosts.includes(reference.host)
}

/** A directory over rows that the test may change, counting reads. */
function setUp({ delayed = false, projectsMax = 100 } = {}) {
  const rows = new Map([record('a'), record('b')].map((row) => [row.project.id as string, row]))
  const reads: string[] = []
  const waiting: (() => void)[] = []
  let nowMs = 0
  const answer = <T>(value: () => T): Awaitable<T> => {
    if (!delayed) return value()
    const then = value()
    return new Promise<T>((resolve) => waiting.push(() => resolve(then)))
  }
  const directory = new ProjectDirectory({
    store: {
      findProject: (reference) => {
        reads.push(JSON.stringify(reference))
        return answer(() => [...rows.values()].find((row) => isMeant(row, reference)))
      },
      findDefaultProject: () => {
        reads.push('default')
        return answer(() => rows.values().next().value)
      },
    },
    open: opened,
    clock: { monotonicMs: () => nowMs },
    projectsMax,
  })
  const letAnswer = async ({ newestFirst = false } = {}): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0)
      for (const resolve of newestFirst ? batch.reverse() : batch) {
        resolve()
        await new Promise(setImmediate)
      }
    }
  }
  return {
    directory,
    rows,
    reads,
    letAnswer,
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}
const facts = (project: Project | undefined): unknown => project

describe('the project directory', () => {
  it('finds by id, slug and host, without a promise and with one read each', () => {
    const { directory, reads } = setUp()
    for (const reference of [{ id: 'b' }, { slug: 'slug-b' }, { host: 'b.test' }]) {
      const first = directory.resolve(reference)
      assert.deepEqual(facts(first as Project), { id: 'b', revision: 1, isDefault: false })
      assert.equal(directory.resolve(reference), first)
    }
    assert.deepEqual(reads, ['default', '{"id":"b"}', '{"slug":"slug-b"}', '{"host":"b.test"}'])
  })

  it('does not mistake one kind of reference for another', () => {
    const { directory } = setUp()
    assert.equal(directory.resolve({ slug: 'a' }), undefined)
    assert.equal(directory.resolve({ host: 'slug-a' }), undefined)
    assert.equal(directory.resolve({ id: 'default' }), undefined)
  })

  it('opens the oldest project as the default one, however it is asked for', () => {
    const { directory } = setUp()
    const expected = { id: 'a', revision: 1, isDefault: true }
    assert.deepEqual(facts(directory.resolve(id('a')) as Project), expected)
    assert.deepEqual(facts(directory.resolveDefault() as Project), expected)
  })

  it('reads again after a change', () => {
    const { directory, rows } = setUp()
    void directory.resolve(id('b'))
    void directory.resolve({ slug: 'slug-b' })
    const other = directory.resolve(id('a'))
    rows.set('b', record('b', 2))
    directory.forget('b')
    assert.deepEqual(facts(directory.resolve(id('b')) as Project), { id: 'b', revision: 2, isDefault: false })
    assert.deepEqual(facts(directory.resolve({ slug: 'slug-b' }) as Project), { id: 'b', revision: 2, isDefault: false })
    assert.equal(directory.resolve(id('a')), other)
    directory.forgetAll()
    assert.notEqual(directory.resolve(id('a')), other)
  })

  it('finds another default project when that one is gone', () => {
    const { directory, rows } = setUp()
    void directory.resolveDefault()
    rows.delete('a')
    directory.forget('a')
    assert.deepEqual(facts(directory.resolveDefault() as Project), { id: 'b', revision: 1, isDefault: true })
  })

  it('believes in an absence for a second at most, and not beyond a change', () => {
    const { directory, rows, reads, pass } = setUp()
    assert.equal(directory.resolve(id('c')), undefined)
    assert.equal(directory.resolve(id('c')), undefined)
    assert.equal(reads.filter((read) => read.includes('"c"')).length, 1)
    rows.set('c', record('c'))
    pass(999)
    assert.equal(directory.resolve(id('c')), undefined)
    pass(1)
    assert.notEqual(directory.resolve(id('c')), undefined)
    assert.equal(directory.resolve(id('d')), undefined)
    rows.set('d', record('d'))
    directory.forget('d')
    assert.notEqual(directory.resolve(id('d')), undefined)
  })

  it('keeps a bounded number of projects and of absences', () => {
    const { directory, rows, reads } = setUp({ projectsMax: 3 })
    for (let index = 0; index < 50; index++) rows.set(`p${index}`, record(`p${index}`))
    for (let index = 0; index < 50; index++) void directory.resolve(id(`p${index}`))
    const before = reads.length
    void directory.resolve(id('p49'))
    assert.equal(reads.length, before)
    void directory.resolve(id('p0'))
    assert.equal(reads.length, before + 1)
  })
})

describe('the project directory over a store that takes its time', () => {
  it('reads once for callers who ask at once', async () => {
    const { directory, reads, letAnswer } = setUp({ delayed: true })
    const answers = [directory.resolve(id('b')), directory.resolve(id('b')), directory.resolve(id('b'))]
    await letAnswer()
    const [first, ...others] = await Promise.all(answers)
    for (const other of others) assert.equal(other, first)
    assert.deepEqual(reads, ['default', '{"id":"b"}'])
    assert.equal(directory.resolve(id('b')), first)
  })

  it('does not keep, nor give to later callers, what was read before a change', async () => {
    const { directory, rows, letAnswer } = setUp({ delayed: true })
    const known = directory.resolveDefault()
    await letAnswer()
    await known
    const early = directory.resolve(id('b'))
    rows.set('b', record('b', 2))
    directory.forget('b')
    const late = directory.resolve(id('b'))
    assert.notEqual(early, late)
    // The read that began first is answered last.
    await letAnswer({ newestFirst: true })
    const changed = { id: 'b', revision: 2, isDefault: false }
    assert.deepEqual(facts(await late), changed)
    assert.deepEqual(facts(await early), { ...changed, revision: 1 })
    assert.deepEqual(facts(directory.resolve(id('b')) as Project), changed)
  })

  it('tries again after an outage', async () => {
    let fails = true
    const directory = new ProjectDirectory({
      store: {
        findProject: async () => {
          if (fails) throw new Error('down')
          return record('b')
        },
        findDefaultProject: async () => record('a'),
      },
      open: opened,
      clock: { monotonicMs: () => 0 },
    })
    await assert.rejects(Promise.resolve(directory.resolve(id('b'))), /down/)
    fails = false
    assert.deepEqual(facts(await directory.resolve(id('b'))), { id: 'b', revision: 1, isDefault: false })
  })
})
