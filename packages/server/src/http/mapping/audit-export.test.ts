import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chainAuditEvent, GENESIS_HASH } from '@latchkey/core/events/audit-chain'
import type { AuditEntry, AuditEvent } from '@latchkey/core/events/audit-event'
import { buildAuditEntry } from '@latchkey/testkit/builders'
import { exportStream } from './audit-export.ts'

const eventOf = (entry: Partial<AuditEntry>): AuditEvent => chainAuditEvent(buildAuditEntry(entry), 'acme', 1, GENESIS_HASH)

async function* batchesOf(
  ...batches: readonly (readonly AuditEvent[])[]
): AsyncGenerator<readonly AuditEvent[], void, undefined> {
  yield* batches
}

async function textOf(events: readonly AuditEvent[], format: 'csv' | 'jsonl'): Promise<string> {
  const { chunks } = await exportStream(batchesOf(events), format)
  return (await Array.fromAsync(chunks)).join('')
}

/** The cell of the caller's name in the one line of an export. */
async function cellOf(name: string): Promise<string> {
  const [, line = ''] = (await textOf([eventOf({ caller: { kind: 'account', id: 'a', name } })], 'csv')).split('\r\n')
  return line.slice(line.indexOf(',a,') + 3, line.lastIndexOf(',issued_api_key,'))
}

describe('an export of audit events', () => {
  const cells: readonly (readonly [name: string, cell: string])[] = [
    ['ci', 'ci'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['=1+1', `'=1+1`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@x', `'@x`],
    ['\t=1', `'\\u0009=1`],
    ['\r=1', `'\\u000d=1`],
    ['=a,"b"', `"'=a,""b"""`],
    ['x\r\ny', 'x\\u000d\\u000ay'],
    ['\u001b[31m\u009b', '\\u001b[31m\\u009b'],
    ['a\u202eb\u2066\ufeff', 'a\\u202eb\\u2066\\ufeff'],
    ['\u2028\u2029\u0085\u007f', '\\u2028\\u2029\\u0085\\u007f'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['naïve 🔑', 'naïve 🔑'],
  ]
  for (const [name, cell] of cells) {
    it(`writes ${JSON.stringify(name)} into a table as ${JSON.stringify(cell)}`, async () => {
      assert.equal(await cellOf(name), cell)
    })
  }

  it('has a line for the columns in a table, even when there is nothing else', async () => {
    assert.match(await textOf([], 'csv'), /^sequence,time,event,.*,hash\r\n$/)
    assert.equal(await textOf([], 'jsonl'), '')
  })

  it('says everything exactly in JSON Lines, one event per line', async () => {
    const before = { name: 'x\r\n\u2028\u202e\u009b', deep: { 'ke\u0085y': ['\u{e0041}', null] } }
    const text = await textOf([eventOf({ before, ip: undefined, after: undefined }), eventOf({})], 'jsonl')
    const [first = '', ...others] = text.split('\n')
    assert.equal(others.length, 2)
    assert.doesNotMatch(text, /[\p{Cf}\p{Zl}\p{Zp}\u0080-\u009f]/u)
    const event = JSON.parse(first)
    assert.deepEqual([event.before, event.after, event.ip, event.sequence], [before, null, '', '1'])
  })

  it('reads the first batch at once and the next only when it is asked for', async () => {
    let read = 0
    async function* counting() {
      for (;;) {
        read++
        yield [eventOf({})]
      }
    }
    const { chunks } = await exportStream(counting(), 'jsonl')
    assert.equal(read, 1)
    const iterator = chunks[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.next()
    assert.equal(read, 2)
    await iterator.return?.()
  })

  it('fails before it begins when the store is away, and closes the source when nobody reads on', async () => {
    let isClosed = false
    const failing = batchesOf()
    failing.next = () => Promise.reject(new Error('away'))
    await assert.rejects(exportStream(failing, 'csv'), { message: 'away' })
    async function* endless() {
      try {
        for (;;) yield [eventOf({})]
      } finally {
        isClosed = true
      }
    }
    const { chunks } = await exportStream(endless(), 'csv')
    for await (const _ of chunks) break
    assert.equal(isClosed, true)
  })
})
