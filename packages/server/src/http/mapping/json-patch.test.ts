import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonPatch } from '@latchkey/contract/messages/projects'
import type { JsonObject } from '@latchkey/core/key/json'
import { PATCHED_MAX_BYTES, patchDocument } from './json-patch.ts'

const document: JsonObject = { name: 'shop', list: ['a', 'b', 'c'], deep: { 'a/b': 1, 'm~n': 2, nothing: null } }

const refused = (operation: unknown, code = 'bad_request'): void => {
  const before = structuredClone(document)
  assert.throws(() => patchDocument(document, [operation as JsonPatch]), { code }, JSON.stringify(operation))
  assert.deepEqual(document, before)
}

describe('a JSON Patch', () => {
  it('does what RFC 6902 says, and leaves its input alone', () => {
    const before = structuredClone(document)
    const patched = patchDocument(document, [
      { op: 'test', path: '/name', value: 'shop' },
      { op: 'test', path: '', value: document },
      { op: 'replace', path: '/name', value: 'store' },
      { op: 'add', path: '/list/1', value: 'x' },
      { op: 'add', path: '/list/-', value: 'z' },
      { op: 'remove', path: '/list/0' },
      { op: 'add', path: '/list/4', value: 'end' },
      { op: 'replace', path: '/deep/a~1b', value: null },
      { op: 'test', path: '/deep/a~1b', value: null },
      { op: 'copy', from: '/deep/m~0n', path: '/deep/copied' },
      { op: 'move', from: '/deep/nothing', path: '/something' },
      { op: 'move', from: '/name', path: '/name' },
    ])
    assert.deepEqual(patched, {
      name: 'store',
      list: ['x', 'b', 'c', 'z', 'end'],
      deep: { 'a/b': null, 'm~n': 2, copied: 2 },
      something: null,
    })
    assert.deepEqual(document, before)
  })

  it('moves within a list by removing first', () => {
    assert.deepEqual(patchDocument({ list: [['a'], ['b'], ['c']] }, [{ op: 'move', from: '/list/0', path: '/list/1/0' }]), {
      list: [['b'], [['a'], 'c']],
    })
  })

  it('copies values, not references', () => {
    const patched = patchDocument({ a: { list: [1] } }, [
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/b/list/-', value: 2 },
    ])
    assert.deepEqual(patched, { a: { list: [1] }, b: { list: [1, 2] } })
  })

  it('is refused where a place does not exist', () => {
    for (const path of [
      '/absent/x',
      '/list/4',
      '/list/01',
      '/list/+1',
      '/list/1e0',
      '/list/x',
      '/name/0',
      '/name/length',
      'name',
      '/a~2',
    ])
      refused({ op: 'add', path, value: 1 })
    for (const path of [
      '/absent',
      '/list/3',
      '/list/-',
      '/list/length',
      '/list/01',
      '/name/length',
      '',
      '/toString',
      '/list/map',
    ])
      for (const op of ['replace', 'remove']) refused({ op, path, value: 1 })
    refused({ op: 'copy', from: '/absent', path: '/x' })
    refused({ op: 'move', from: '/list/length', path: '/x' })
    refused({ op: 'move', path: '/x' })
    refused({ op: 'move', from: '/deep', path: '/deep/inside' })
    refused({ op: 'move', from: '', path: '/x' })
    refused({ op: 'add', path: '/x' })
    refused({ op: 'replace', path: '/name' })
    refused({ op: 'test', path: '/absent' })
  })

  it('has a test that fails as a conflict', () => {
    refused({ op: 'test', path: '/name', value: 'other' }, 'failed_precondition')
    refused({ op: 'test', path: '/absent', value: null }, 'failed_precondition')
    refused({ op: 'test', path: '/list', value: ['a', 'b'] }, 'failed_precondition')
  })

  it('is done whole or not at all', () => {
    const before = structuredClone(document)
    assert.throws(
      () =>
        patchDocument(document, [
          { op: 'remove', path: '/name' },
          { op: 'remove', path: '/absent' },
        ]),
      { code: 'bad_request', message: '[1].path: does not exist' },
    )
    assert.deepEqual(document, before)
  })

  it('reaches nothing that objects inherit', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      for (const path of [`/${name}`, `/${name}/polluted`, `/deep/${name}/polluted`, `/list/${name}`]) {
        for (const op of ['add', 'replace', 'remove', 'test']) refused({ op, path, value: { polluted: true } })
        refused({ op: 'copy', from: path, path: '/x' })
        refused({ op: 'move', from: '/name', path })
      }
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  })

  it('does not grow without bounds', () => {
    const doubling: JsonPatch[] = [
      { op: 'add', path: '/grown', value: { a: 'x'.repeat(1000) } },
      ...Array.from({ length: 60 }, (_, index): JsonPatch => ({ op: 'copy', from: '/grown', path: `/grown/${index}` })),
    ]
    assert.throws(() => patchDocument(document, doubling), { code: 'bad_request' })
    assert.throws(() => patchDocument(document, [{ op: 'add', path: '/x', value: 'x'.repeat(PATCHED_MAX_BYTES) }]), {
      code: 'bad_request',
    })
    const burrowing = Array.from(
      { length: 40 },
      (_, index): JsonPatch => ({ op: 'add', path: '/d'.repeat(index + 1), value: {} }),
    )
    assert.throws(() => patchDocument({}, burrowing), { code: 'bad_request' })
    const nesting = Array.from({ length: 1000 }, (): JsonPatch => ({ op: 'move', from: '/a', path: '/b' })).flatMap((move) => [
      move,
      { op: 'add', path: '/a', value: {} } as const,
      { op: 'move', from: '/b', path: '/a/b' } as const,
    ])
    assert.throws(() => patchDocument({ a: {} }, nesting), { code: 'bad_request' })
  })

  it('answers a patch that is made to be slow', () => {
    const big = { list: Array.from({ length: 4_000 }, (_, index) => ({ index })), small: 1 }
    const start = performance.now()
    const patch = Array.from({ length: 500 }, (_, index): JsonPatch[] => [
      { op: 'test', path: '/list/0/index', value: 0 },
      { op: 'copy', from: '/small', path: `/small${index}` },
    ])
    patchDocument(big, patch.flat().slice(0, 999))
    for (const value of [1, {}, []]) refused({ op: 'test', path: '', value }, 'failed_precondition')
    assert.ok(performance.now() - start < 1000)
  })

  it('does not carry much to and fro', () => {
    const members = Object.fromEntries(Array.from({ length: 8_000 }, (_, index) => [`k${index}`, 1]))
    const thereAndBack: readonly JsonPatch[] = [
      { op: 'move', from: '/a', path: '/b' },
      { op: 'move', from: '/b', path: '/a' },
    ]
    const patched = patchDocument({ a: members }, thereAndBack.slice(0, 1))
    assert.deepEqual(Object.keys(patched), ['b'])
    const endless = Array.from({ length: 500 }, () => thereAndBack).flat()
    assert.throws(() => patchDocument({ a: members }, endless), { code: 'bad_request' })
    assert.equal(patchDocument({ a: 1 }, endless)['a'], 1)
  })

  it('compares long lists in linear time', () => {
    const list = Array.from({ length: 20_000 }, (_, index) => index % 7)
    const start = performance.now()
    assert.throws(() => patchDocument({ list }, [{ op: 'test', path: '/list', value: list.toReversed() }]), {
      code: 'failed_precondition',
    })
    assert.ok(performance.now() - start < 2000)
  })
})
