import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkRow } from './check-row.ts'
import { readDelimited, sniffDelimiter } from './delimited.ts'
import { listOf, rowOf } from './fields.ts'
import { UnreadableFile } from './file-problem.ts'
import { ImportSheet, masked } from './import-sheet.ts'
import { readFile } from './read-file.ts'
import { csvCell, withoutEscape } from './write-csv.ts'

const limits = { maxTtlMs: 3_600_000, hasPublicPrefix: false }
const problemOf = (text: string) => {
  try {
    readFile(text)
  } catch (error) {
    if (error instanceof UnreadableFile) return error.problem
    throw error
  }
  return undefined
}

describe('delimited text', () => {
  it('keeps quoted delimiters, quotes and ends of line, and knows the line of each record', () => {
    const text = 'a,b\r\n"x,1","say ""hi""\r\nthere"\r\n\r\nlast,"q"r\n'
    assert.deepEqual(readDelimited(text, ','), [
      { cells: ['a', 'b'], line: 1 },
      { cells: ['x,1', 'say "hi"\r\nthere'], line: 2 },
      { cells: ['last', 'qr'], line: 5 },
    ])
  })

  it('takes every end of line and a last line without one', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const records = readDelimited(['a,b', '1,', ',2'].join(end), ',')
      assert.deepEqual(
        records.map(({ cells }) => cells),
        [
          ['a', 'b'],
          ['1', ''],
          ['', '2'],
        ],
      )
    }
  })

  it('names the line of a quote that never ends', () => {
    assert.deepEqual(problemOf('raw_key,name\nk1,a\nk2,"b\n'), { code: 'unclosed_quote', line: 3 })
  })

  it('finds the delimiter outside of quotes', () => {
    assert.equal(sniffDelimiter('"a,b,c,d";x;y\n1,2,3,4,5'), ';')
    assert.equal(sniffDelimiter('a\tb\n'), '\t')
    assert.equal(sniffDelimiter('key\n'), ',')
  })
})

describe('files', () => {
  it('reads CSV with a BOM, semicolons, other headings and columns of no use', () => {
    const { rows, columns, delimiter } = readFile('\uFEFFAPI Key;Label;Owner;Notes\r\nk-1;Zoë 東京;=SUM(A1);x\r\n')
    assert.equal(delimiter, ';')
    assert.deepEqual(
      columns.map(({ field }) => field),
      ['raw_key', 'name', 'actor_id', undefined],
    )
    assert.deepEqual(rows, [{ line: 2, given: rowOf({ raw_key: 'k-1', name: 'Zoë 東京', actor_id: '=SUM(A1)' }) }])
  })

  it('reads JSON and JSONL with nested policies', () => {
    const key = {
      raw_key: 'k',
      name: 'n',
      actor_id: 'a',
      scopes: ['read:a', 'b c'],
      ip_restriction: { allowed_cidrs: ['10.0.0.0/8'] },
      rate_limit_policy: { quota: 5, window: '60s' },
      metadata: { team: 'x' },
    }
    for (const text of [
      JSON.stringify([key]),
      JSON.stringify(key),
      `${JSON.stringify(key)}\n\n`,
      JSON.stringify({ requests: [key] }),
    ]) {
      const given = readFile(text).rows[0]?.given
      assert.deepEqual(listOf(given?.scopes ?? ''), ['read:a', 'b c'])
      assert.deepEqual([given?.quota, given?.window, given?.metadata], ['5', '60s', '{"team":"x"}'])
      assert.deepEqual(listOf(given?.allowed_cidrs ?? ''), ['10.0.0.0/8'])
    }
  })

  it('names the line of what is wrong', () => {
    assert.deepEqual(problemOf('{"raw_key":"a"}\n{"raw_key":\n'), { code: 'bad_json', line: 2 })
    assert.deepEqual(problemOf('[\n{"raw_key":"a"},\n{"raw_key" "b"}\n]'), { code: 'bad_json', line: 3 })
    assert.deepEqual(problemOf('name,actor\nx,y\n'), { code: 'no_columns', line: 1 })
    assert.deepEqual(problemOf('  \n'), { code: 'empty', line: 1 })
    assert.deepEqual(problemOf('[1]'), { code: 'not_objects', line: 1 })
  })

  it('never lets a hostile name become the prototype of a row', () => {
    const { rows } = readFile('[{"raw_key":"k","__proto__":{"name":"x"},"constructor":"y"}]')
    assert.equal(rows[0]?.given.name, '')
  })
})

describe('a row', () => {
  const good = rowOf({ raw_key: 'legacy-1', name: 'n', actor_id: 'a' })
  const codes = (given: Parameters<typeof rowOf>[0]) =>
    checkRow({ ...good, ...given }, limits).map(({ field, code }) => `${field}:${code}`)

  it('has no problem with what is enough', () => {
    assert.deepEqual(codes({}), [])
    assert.deepEqual(
      codes({ ttl: '1h', allowed_cidrs: '10.0.0.0/8 2001:db8::/32', quota: '5', window: '1m', metadata: '{}' }),
      [],
    )
    assert.deepEqual(codes({ raw_key: '', key_hash: 'ab'.repeat(32), hash_algorithm: 'SHA256' }), [])
  })

  it('is told everything that is wrong at once', () => {
    assert.deepEqual(codes({ raw_key: '', name: ' ', actor_id: '' }), ['raw_key:missing', 'name:missing', 'actor_id:missing'])
    assert.deepEqual(codes({ ttl: 'soon', allowed_cidrs: '10.0.0.5', metadata: '[]' }), [
      'ttl:bad_ttl',
      'metadata:bad_metadata',
      'allowed_cidrs:bad_cidr',
    ])
    assert.deepEqual(codes({ ttl: '61m', visibility: 'public', quota: '0', window: 'abc' }), [
      'ttl:ttl_too_long',
      'visibility:no_public_prefix',
      'quota:bad_quota',
      'window:bad_window',
    ])
    assert.deepEqual(codes({ metadata: JSON.stringify({ a: 'x'.repeat(4096) }) }), ['metadata:metadata_too_large'])
    assert.deepEqual(codes({ key_hash: 'abc', hash_algorithm: 'sha256' }), ['key_hash:key_and_hash', 'key_hash:bad_hash'])
    assert.deepEqual(codes({ name: 'é'.repeat(256) }), [])
    assert.deepEqual(codes({ name: 'é'.repeat(257) }), ['name:too_long'])
  })
})

describe('a sheet', () => {
  const read = (text: string) => {
    const sheet = new ImportSheet(limits)
    sheet.read(text, limits)
    return sheet
  }
  const key = (index: number) => `legacy-key-number-${index}`

  it('finds keys that come twice, and forgets that when one of them is changed', () => {
    const sheet = read(`key,name,actor\n${key(1)},a,x\n${key(2)},b,x\n${key(1)},c,x\n`)
    assert.deepEqual(sheet.rows('problems', 0, 10).rows[0]?.problems, [{ field: 'raw_key', code: 'duplicate', detail: '1' }])
    assert.equal(sheet.change(3, { raw_key: key(3) }).problems, 0)
  })

  it('sends each good row once, keeps what became of it, and sends again only what is asked for', async () => {
    const sheet = read(`key,name,actor\n${key(1)},a,x\n${key(2)},,x\n${key(3)},c,x\n${key(4)},d,x\n`)
    const chunk = await sheet.nextChunk(2)
    assert.deepEqual(chunk.numbers, [1, 3])
    assert.equal(chunk.requests[0]?.request_id?.length, 36)
    const results = [
      { index: 0, imported_api_key: { key_id: 'id-1' } as never },
      { index: 1, error_code: 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_ALREADY_EXISTS' as const, error_message: 'exists' },
    ]
    assert.deepEqual(sheet.settle(chunk.numbers, results), { total: 4, problems: 1, ready: 1, imported: 1, failed: 1 })
    const lost = await sheet.nextChunk(2)
    assert.deepEqual(lost.numbers, [4])
    assert.deepEqual((await sheet.nextChunk(2)).numbers, [])
    sheet.giveBack()
    assert.equal((await sheet.nextChunk(2)).requests[0]?.request_id, lost.requests[0]?.request_id)
    sheet.giveBack()
    sheet.retryFailed()
    assert.deepEqual((await sheet.nextChunk(2)).numbers, [3, 4])
  })

  it('writes results without keys, and failed rows that read back as they were', async () => {
    const sheet = read(`key,name,actor\n${key(1)},=1+1,x\n'-${key(2)},@b,x\n`)
    const { numbers } = await sheet.nextChunk(5)
    const failed = { error_code: 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_INTERNAL' as const, error_message: 'no' }
    sheet.settle(numbers, [
      { index: 0, imported_api_key: { key_id: 'id' } as never },
      { index: 1, ...failed },
    ])
    const results = sheet.resultsCsv()
    assert.ok(results.includes("'=1+1") && results.includes('INTERNAL'))
    assert.equal(results.includes('legacy-key'), false)
    assert.deepEqual(readFile(sheet.failedCsv()).rows, [
      { line: 2, given: rowOf({ raw_key: `'-${key(2)}`, name: '@b', actor_id: 'x' }) },
    ])
  })

  it('forgets a file when another is read', () => {
    const sheet = read('key,name,actor\n,,\nx,y,z\n')
    assert.equal(sheet.counts().problems, 1)
    sheet.read('key,name,actor\nk,n,a\n', limits)
    assert.deepEqual(sheet.counts(), { total: 1, problems: 0, ready: 1, imported: 0, failed: 0 })
  })

  it('shows no more of a key than its ends', () => {
    assert.equal(masked('abcdefghijklmnop'), 'abcd…mnop')
    assert.equal(masked('short-key'), '••••')
  })
})

it('escapes what a spreadsheet would compute, and back', () => {
  for (const text of ['=1', '+1', '-1', '@a', "'quoted", "'=x", 'plain', '']) {
    assert.equal(withoutEscape(csvCell(text)), text)
    assert.equal(/^[=+\-@]/.test(csvCell(text)), false)
  }
})
