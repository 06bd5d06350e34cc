import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import fc from 'fast-check'
import { parseStrictJson, parseStrictJsonBytes } from './strict-json.ts'

/** The refusal of a text, or `undefined` when it was accepted. */
function refusalOf(text: string | Uint8Array): DomainError | undefined {
  try {
    if (typeof text === 'string') parseStrictJson(text)
    else parseStrictJsonBytes(text)
    return undefined
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error))
    assert.equal(error.code, 'bad_request')
    assert.equal(error.cause, undefined)
    return error
  }
}

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const membersOf = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `"k${from + index}":1`).join()
const bytes = (...values: number[]) => Uint8Array.from(values)
const stringOfBytes = (...values: number[]) => bytes(0x22, ...values, 0x22)

describe('parseStrictJson', () => {
  const accepted = [
    'null',
    'true',
    'false',
    '0',
    '-0',
    '1',
    '-1',
    '12',
    '1.5',
    '-1.5e2',
    '1E2',
    '1e+2',
    '1e-2',
    '0.0',
    '0e0',
    '0e+1',
    '123.456e-7',
    '""',
    '"a"',
    '[]',
    '{}',
    ' \t\r\n[ \t\r\n] \t\r\n',
    '{ "a" : [ 1 , "b" , { } ] , "c" : null }',
    '[[],[[]],{}]',
    '{"":""}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    String.raw`"\"\\\/\b\f\n\r\t"`,
    String.raw`"\u0000\u001f\u00e9\uFFFF"`,
    String.raw`"\ud83d\udd11"`,
    String.raw`"\uD800\uDC00\uDBFF\uDFFF"`,
    '"🔑"',
    '"\u007f\u0080\u2028\u2029\ufeff\ufffe"',
    String.raw`"\\u0000"`,
    String.raw`"\\"`,
    String.raw`{"\u0061":1,"b":2}`,
    '{"a\\nb":1}',
    '{"hasOwnProperty":1,"toString":2,"__proto":3,"Constructor":4}',
    '["__proto__","constructor","prototype"]',
    '9007199254740991',
    '-9007199254740991',
    '[4503599627370497.5]',
    '1e15',
    '6.022e23',
    '1.7976931348623157e308',
    '1e-400',
    '0.1234567890123456789',
    '-0.0',
    '5e-324',
    '1'.repeat(15),
    nested(32),
    `${'{"a":'.repeat(31)}[]${'}'.repeat(31)}`,
    `{${membersOf(1024)}}`,
  ]
  for (const text of accepted) {
    it(`reads ${text.slice(0, 60)} as the engine does`, () => {
      assert.deepEqual(parseStrictJson(text), JSON.parse(text))
      assert.deepEqual(parseStrictJsonBytes(new TextEncoder().encode(text)), JSON.parse(text))
    })
  }

  const notJson = [
    '',
    ' ',
    '\n',
    'nul',
    'nulll',
    'True',
    'NULL',
    'undefined',
    'NaN',
    'Infinity',
    '-Infinity',
    '-',
    '+1',
    '--1',
    '- 1',
    '.5',
    '5.',
    '-.5',
    '1.e1',
    '1.5.5',
    '01',
    '-01',
    '00',
    '0x1',
    '1_000',
    '1e',
    '1e+',
    '1E-',
    '1e1.5',
    '1ee1',
    '1 2',
    '١',
    '0b1',
    '1n',
    "'a'",
    '`a`',
    '"',
    '"a',
    'a"',
    '"a"b',
    '"\\',
    '"\\"',
    String.raw`"\x41"`,
    String.raw`"\a"`,
    String.raw`"\u"`,
    String.raw`"\u12"`,
    String.raw`"\u12g4"`,
    String.raw`"\U0041"`,
    String.raw`"\u{41}"`,
    String.raw`"\0"`,
    String.raw`"\'"`,
    '"\n"',
    '"\t"',
    '"\u0000"',
    '"\u001f"',
    '"a\rb"',
    '"\\\n"',
    '\\u0022a"',
    '[',
    ']',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '[,]',
    '[1 2]',
    '[1,,2]',
    '[1;2]',
    '[1}',
    '[[]',
    '[]]',
    '[][]',
    '["a"',
    '[1:2]',
    '[a]',
    '[-]',
    '[1]x',
    '[1],',
    '[1]\u00a0',
    '\ufeff[]',
    '\u2060[]',
    '{',
    '}',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{,"a":1}',
    '{"a":1,,"b":2}',
    '{"a":1 "b":2}',
    '{"a" 1}',
    '{"a"=1}',
    '{"a"::1}',
    '{a:1}',
    "{'a':1}",
    '{1:1}',
    '{null:1}',
    '{[]:1}',
    '{"a":}',
    '{:1}',
    '{"a":1}}',
    '{"a":1]',
    '{"a","b"}',
    '{"a":1}{"b":2}',
    '{"a":1}\u0000',
    '// x\n1',
    '/* x */1',
    '1 // x',
    '[1,/**/2]',
    '# x\n1',
    '[1]#',
    'x'.repeat(100),
    '["\ud800"]',
    '\u000c1',
    '\u000b1',
    '\u00851',
  ]
  for (const text of notJson) {
    it(`refuses ${JSON.stringify(text.slice(0, 60))}`, () => assert.notEqual(refusalOf(text), undefined))
  }

  const refusedBeyondTheGrammar: readonly (readonly [text: string, position: number, rule: string])[] = [
    ['{"a":1,"a":1}', 7, 'duplicate member name'],
    ['{"a":1,"b":2,"a":null}', 13, 'duplicate member name'],
    ['{"":1,"":2}', 6, 'duplicate member name'],
    ['[{"x":{"a":1,"a":2}}]', 13, 'duplicate member name'],
    [String.raw`{"a":1,"\u0061":2}`, 7, 'duplicate member name'],
    [String.raw`{"\u00e9":1,"é":2}`, 12, 'duplicate member name'],
    [String.raw`{"\/":1,"/":2}`, 8, 'duplicate member name'],
    [`{${membersOf(9)},"k0":1}`, 64, 'duplicate member name'],
    [`{${membersOf(100)},"k99":1}`, 791, 'duplicate member name'],
    ['{"__proto__":1}', 1, 'member name not allowed'],
    ['{"a":{"constructor":{}}}', 6, 'member name not allowed'],
    ['[{"prototype":[]}]', 2, 'member name not allowed'],
    [String.raw`{"\u005f_proto__":{"x":1}}`, 1, 'member name not allowed'],
    [String.raw`{"constructo\u0072":1}`, 1, 'member name not allowed'],
    [nested(33), 32, 'nested deeper than 32 levels'],
    ['['.repeat(1_000_000), 32, 'nested deeper than 32 levels'],
    [`${'{"a":'.repeat(32)}[]${'}'.repeat(32)}`, 160, 'nested deeper than 32 levels'],
    ['9007199254740992', 0, 'integer outside of ±(2^53 - 1)'],
    ['-9007199254740992', 0, 'integer outside of ±(2^53 - 1)'],
    ['{"quota": 9007199254740993}', 10, 'integer outside of ±(2^53 - 1)'],
    [`[${'9'.repeat(400)}]`, 1, 'integer outside of ±(2^53 - 1)'],
    ['[1e400]', 1, 'number too large'],
    ['[-1e400]', 1, 'number too large'],
    ['1.8e308', 0, 'number too large'],
    [`${'9'.repeat(400)}.0`, 0, 'number too large'],
    [String.raw`"\ud800"`, 1, 'lone surrogate'],
    [String.raw`"\udc00"`, 1, 'lone surrogate'],
    [String.raw`"a\udc00\ud800"`, 2, 'lone surrogate'],
    [String.raw`"\ud800\ud800"`, 1, 'lone surrogate'],
    [String.raw`"\ud800x"`, 1, 'lone surrogate'],
    [String.raw`{"\udfff":1}`, 2, 'lone surrogate'],
    [`{${membersOf(1025)}}`, 9131, 'more than 1024 members'],
    [`[${'1,'.repeat(200_000)}1]`, 399_999, 'more than 200000 values'],
  ]
  for (const [text, position, rule] of refusedBeyondTheGrammar) {
    it(`refuses ${JSON.stringify(text.slice(0, 60))}: ${rule}`, () => {
      const refusal = refusalOf(text)
      assert.equal(refusal?.reason, `body: at position ${position}: ${rule}`)
      assert.deepEqual(refusal?.metadata, { position: String(position) })
    })
  }

  it('names the position of a control character in a text without escapes', () => {
    assert.equal(refusalOf('{"a":"b\tc"}')?.reason, 'body: at position 7: unescaped control character')
    assert.equal(refusalOf('{"a":"b')?.reason, 'body: at position 7: the string has no end')
  })

  it('repeats nothing of the text', () => {
    const texts = [
      '{"canary":1,"canary":2}',
      '{"canary',
      '["canary\u0001"]',
      'canary',
      '{"a":canary}',
      '["canary" "canary"]',
      '{"__proto__":"canary"}',
      String.raw`"canary\q"`,
      '1canary',
      '["canary",]',
    ]
    for (const text of texts) {
      const refusal = refusalOf(text)
      assert.doesNotMatch(
        `${refusal?.message} ${refusal?.reason} ${JSON.stringify(refusal?.metadata)} ${refusal?.stack}`,
        /canary/,
      )
    }
  })

  it('leaves the prototype of everything alone', () => {
    const before = Reflect.ownKeys(Object.prototype).length
    for (const text of [
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '[{"a":{"__proto__":{"polluted":1}}}]',
    ])
      refusalOf(text)
    assert.equal('polluted' in {}, false)
    assert.equal(Reflect.ownKeys(Object.prototype).length, before)
  })

  it('never disagrees with the engine about what a text says', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '"a"',
      '"b"',
      '"\\u0061"',
      '"\\ud800"',
      '\\u00',
      '1',
      '-',
      '0',
      '.',
      'e',
      '1e400',
      ' ',
      '\n',
      '\u0001',
      'true',
      'null',
      '9007199254740993',
      '"a":1',
    )
    const soup = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''))
    const broken = fc
      .tuple(fc.json({ maxDepth: 4 }), fc.nat(), piece)
      .map(([text, at, insert]) => text.slice(0, at % (text.length + 1)) + insert + text.slice(at % (text.length + 1)))
    const ours = /duplicate member name|not allowed|deeper|outside of|too large|lone surrogate|more than/
    fc.assert(
      fc.property(fc.oneof(soup, broken, fc.json()), (text) => {
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          assert.notEqual(refusalOf(text), undefined)
          return
        }
        const refusal = refusalOf(text)
        if (refusal === undefined) assert.deepEqual(parseStrictJson(text), expected)
        else assert.match(refusal.reason ?? '', ours)
      }),
      { numRuns: Number(process.env['LATCHKEY_FUZZ_RUNS'] ?? 2000) },
    )
  })

  it('takes time in proportion to the text, even for the worst of 8 MiB', () => {
    const size = 8 * 1024 * 1024
    const fill = (piece: string) => piece.repeat(Math.floor(size / piece.length))
    const worst = {
      'one object of distinct names': `{${membersOf(100_000)}}`,
      'many objects of distinct names': `[${Array.from({ length: 190 }, () => `{${membersOf(1000)}}`).join()}]`,
      'empty objects': `[${fill('{},')}{}]`,
      'one string': `"${fill('x')}"`,
      'one escaped string': `"${fill('\\n')}"`,
      'open quotes': fill('["'),
      digits: fill('9'),
      spaces: fill(' '),
      backslashes: `"${fill('\\')}`,
      'surrogate pairs': `"${fill('\\ud83d\\udd11')}"`,
    }
    for (const [what, text] of Object.entries(worst)) {
      const startedAt = process.cpuUsage()
      refusalOf(text)
      const { user, system } = process.cpuUsage(startedAt)
      assert.ok(user + system < 1_500_000, `${what}: ${(user + system) / 1000} ms`)
    }
  })
})

describe('parseStrictJsonBytes', () => {
  it('reads a view into a larger buffer', () => {
    const larger = new TextEncoder().encode('xx{"a":"ж"}xx')
    assert.deepEqual(parseStrictJsonBytes(larger.subarray(2, -2)), { a: 'ж' })
  })

  const notUtf8: Record<string, Uint8Array> = {
    'a lone continuation byte': stringOfBytes(0x80),
    'a missing continuation byte': stringOfBytes(0xc3),
    'Latin-1': stringOfBytes(0xe9),
    'an overlong slash': stringOfBytes(0xc0, 0xaf),
    'an overlong quote': bytes(0x22, 0xc0, 0xa2),
    'an encoded surrogate': stringOfBytes(0xed, 0xa0, 0x80),
    'a code point beyond Unicode': stringOfBytes(0xf4, 0x90, 0x80, 0x80),
    'UTF-16 with a byte order mark': bytes(0xff, 0xfe, 0x5b, 0x00, 0x5d, 0x00),
  }
  for (const [what, body] of Object.entries(notUtf8)) {
    it(`refuses ${what}`, () => assert.equal(refusalOf(body)?.reason, 'body: not UTF-8'))
  }

  it('refuses a byte order mark and UTF-16 without one', () => {
    assert.notEqual(refusalOf(bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)), undefined)
    assert.notEqual(refusalOf(bytes(0x5b, 0x00, 0x5d, 0x00)), undefined)
    assert.notEqual(refusalOf(bytes()), undefined)
  })
})
