import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readCsv, sniffDelimiter } from './csv.ts'

const options = { recordMaxCharacters: 10_000 }

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size)
}

const cellsOf = async (text: string, pieceSize = 7, delimiter?: string): Promise<readonly (readonly string[])[]> =>
  (await Array.fromAsync(readCsv(inPieces(text, pieceSize), { ...options, delimiter }))).map((record) => record.cells)

describe('readCsv', () => {
  it('reads bare and quoted cells', async () => {
    assert.deepEqual(await cellsOf('a,b\n1,"x, ""y"""\n'), [
      ['a', 'b'],
      ['1', 'x, "y"'],
    ])
  })

  it('keeps line breaks inside quotes and counts lines', async () => {
    const records = await Array.fromAsync(readCsv(inPieces('a\r\n"1\r\n2"\r\nb', 1), options))
    assert.deepEqual(records, [
      { cells: ['a'], line: 1 },
      { cells: ['1\r\n2'], line: 2 },
      { cells: ['b'], line: 4 },
    ])
  })

  for (const lineEnd of ['\n', '\r\n', '\r']) {
    it(`ends lines with ${JSON.stringify(lineEnd)}, at whatever place the pieces are cut`, async () => {
      const text = ['a,b', '1,2', '', '"",4', ''].join(lineEnd)
      for (const size of [1, 2, 3, 5, 100])
        assert.deepEqual(await cellsOf(text, size), [
          ['a', 'b'],
          ['1', '2'],
          ['', '4'],
        ])
    })
  }

  it('skips a byte-order mark and reads a last line without an end', async () => {
    assert.deepEqual(await cellsOf('\uFEFFa,b\n1,'), [
      ['a', 'b'],
      ['1', ''],
    ])
  })

  it('keeps an empty quoted cell that stands alone on its line', async () => {
    assert.deepEqual(await cellsOf('""\n'), [['']])
  })

  it('reads nothing from nothing', async () => {
    assert.deepEqual(await cellsOf(''), [])
    assert.deepEqual(await cellsOf('\n\n'), [])
  })

  const faults = [
    ['a\nb"c', 'line 2: a quote inside a cell that is not quoted'],
    ['a\n"b"c', 'line 2: text after a closing quote'],
    ['a\n\n"b\nc', 'line 3: a quote is never closed'],
  ] as const
  for (const [text, message] of faults) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      await assert.rejects(cellsOf(text), { name: 'UsageError', message })
    })
  }

  it('refuses a record that a missing quote made endless', async () => {
    const text = `"${'x'.repeat(options.recordMaxCharacters)}`
    await assert.rejects(cellsOf(text, 1000), { message: 'line 1: the record is too long; is a quote missing?' })
  })

  it('gives back what was written, in any pieces', async () => {
    const record = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), async (records, size) => {
        const text = records.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')
        assert.deepEqual(await cellsOf(text, size, ','), records)
      }),
      { numRuns: 200 },
    )
  })
})

describe('sniffDelimiter', () => {
  it('takes what the first line has most of, outside of quotes', () => {
    assert.equal(sniffDelimiter('a;b;c\n1,2,3,4,5'), ';')
    assert.equal(sniffDelimiter('a\tb'), '\t')
    assert.equal(sniffDelimiter('"a;b;c;d",e'), ',')
    assert.equal(sniffDelimiter('alone'), ',')
  })
})
