import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { makeMeasure, observeStores } from './observe-store.ts'
import { silentObserver } from './observer.ts'

class Keys {
  readonly #known = 'known'
  find(id: string): string | undefined {
    return id === 'a' ? this.#known : undefined
  }
  async insert(id: string): Promise<string> {
    if (id === 'taken') throw new DomainError('conflict')
    if (id === 'away') throw new DomainError('service_unavailable')
    return id
  }
  broken(): never {
    throw new TypeError('x')
  }
}

function open() {
  const told: string[] = []
  let now = 0
  const observer = {
    ...silentObserver,
    store: (operation: string, ms: number, failed: boolean) => void told.push(`${operation} ${ms} ${failed}`),
  }
  const spans: string[] = []
  const tracing = { beginSpan: (name: string) => (failed: boolean) => void spans.push(`${name} ${failed}`) }
  const measure = makeMeasure({ observer, monotonicMs: () => now++, tracing })
  return { stores: observeStores({ keys: new Keys(), isHealthy: () => true }, measure), told, spans }
}

describe('an observed store', () => {
  it('answers as it did, at once what was at once, and each call is measured under its name', async () => {
    const { stores, told, spans } = open()
    assert.equal(stores.keys.find('a'), 'known')
    assert.deepEqual(told, ['keys.find 1 false'])
    assert.equal(await stores.keys.insert('b'), 'b')
    assert.equal(stores.isHealthy(), true)
    assert.deepEqual(told, ['keys.find 1 false', 'keys.insert 1 false'])
    assert.deepEqual(spans, ['keys.find false', 'keys.insert false'])
  })

  it('passes failures on; a refusal is none', async () => {
    const { stores, told } = open()
    await assert.rejects(stores.keys.insert('taken'), { code: 'conflict' })
    await assert.rejects(stores.keys.insert('away'), { code: 'service_unavailable' })
    assert.throws(() => stores.keys.broken(), TypeError)
    assert.deepEqual(told, ['keys.insert 1 false', 'keys.insert 1 true', 'keys.broken 1 true'])
  })
})
