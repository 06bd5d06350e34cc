import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { errorAnswer, keyRecord, type StubAnswer, type StubApi, type StubRequest, startStubApi } from '@latchkey/testkit/stub-api'
import { runCli } from '../../../testing/run-cli.ts'

interface ImportRequest {
  readonly request_id: string
  readonly raw_key?: string
  readonly name: string
  readonly [member: string]: unknown
}

const environment = { LATCHKEY_PROJECT_API_KEY: 'ory_pat_x' }
const existing = { error_code: 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_ALREADY_EXISTS', error_message: 'API key already exists' }

/** Keeps keys as the server does: by request id and by key. */
class FakeStore {
  readonly #nameOfKey = new Map<string, string>()
  readonly #requestIds = new Set<string>()

  get size(): number {
    return this.#nameOfKey.size
  }

  importAll = ({ body }: StubRequest): StubAnswer => {
    const { requests } = body as { requests: ImportRequest[] }
    const results = requests.map((request, index) => ({ index, ...this.#importOne(request) }))
    const failures = results.filter((result) => 'error_code' in result).length
    const counts = { results, success_count: results.length - failures, failure_count: failures }
    if (failures < results.length) return { body: counts }
    const refusal = errorAnswer(409, 'api_key_exists', 'API key already exists')
    return { ...refusal, body: { ...(refusal.body as object), ...counts } }
  }

  #importOne({ request_id: requestId, raw_key: rawKey = '', name }: ImportRequest): object {
    if (!this.#requestIds.has(requestId) && this.#nameOfKey.has(rawKey)) return existing
    this.#requestIds.add(requestId)
    this.#nameOfKey.set(rawKey, name)
    return { imported_api_key: keyRecord({ name }) }
  }
}

describe('latchkey keys imported batch-import', () => {
  let api: StubApi
  let store: FakeStore
  let answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>
  let folder: string
  let file: string
  beforeEach(async () => {
    store = new FakeStore()
    answer = store.importAll
    api = await startStubApi((request) => answer(request))
    folder = await mkdtemp(join(tmpdir(), 'latchkey-import-'))
    file = join(folder, 'keys.csv')
  })
  afterEach(async () => {
    await api.stop()
    await rm(folder, { recursive: true })
  })

  const importFile = (...extra: string[]) =>
    runCli(['keys', 'imported', 'batch-import', '--file', file, '-e', api.endpoint, '--format', 'json', ...extra], {
      environment,
    })
  const sentRequests = (): ImportRequest[] => api.requests.flatMap(({ body }) => (body as { requests: ImportRequest[] }).requests)
  const failedRows = async () =>
    (await readFile(`${file}.failed.jsonl`, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  const csvOf = (count: number) =>
    ['raw_key,name,actor_id', ...Array.from({ length: count }, (_, i) => `sk_${i},key ${i},a`)].join('\n')

  describe('reads', () => {
    const expected = [
      { raw_key: 'sk_1', name: 'One, "first"', actor_id: 'a', scopes: ['r', 'w'], metadata: { team: 'x' }, ttl: '24h' },
      {
        raw_key: ' sk 2',
        name: 'Two',
        actor_id: 'a',
        ip_restriction: { allowed_cidrs: ['10.0.0.0/8'] },
        rate_limit_policy: { quota: '5', window: '60s' },
      },
    ]
    const documents = {
      'keys.csv': [
        'Raw Key,NAME,actor,scopes,metadata,ttl,allowed-cidrs,quota,window',
        'sk_1,"One, ""first""",a,"r,w","{""team"":""x""}",24h,,,',
        ' sk 2,Two,a,,,,10.0.0.0/8,5,60s',
      ].join('\r\n'),
      'keys.tsv': [
        'raw_key\tname\tactor_id\tscopes\tmetadata\tttl\tallowed_cidrs\tquota\twindow',
        'sk_1\t"One, ""first"""\ta\tr w\t"{""team"":""x""}"\t24h\t\t\t',
        ' sk 2\tTwo\ta\t\t\t\t10.0.0.0/8\t5\t60s',
        '',
      ].join('\n'),
      'keys.json': JSON.stringify(expected, null, 2),
      'keys.jsonl': expected.map((row) => JSON.stringify(row)).join('\n'),
      'array-without-a-telling-name': JSON.stringify(expected),
    }
    for (const [name, text] of Object.entries(documents)) {
      it(`${name}`, async () => {
        file = join(folder, name)
        await writeFile(file, text)
        const { code, stdout } = await importFile()
        assert.equal(code, 0)
        assert.deepEqual(JSON.parse(stdout), { rows: 2, success_count: 2, already_imported_count: 0, failure_count: 0 })
        assert.deepEqual(
          sentRequests().map(({ request_id: _, ...request }) => request),
          expected,
        )
        assert.equal(existsSync(`${file}.failed.jsonl`), false)
        assert.equal(existsSync(`${file}.latchkey-progress`), false)
      })
    }

    it('standard input', async () => {
      const stdin = '[{"raw_key": "sk_1", "name": "One", "actor_id": "a"}]'
      const { code } = await runCli(['keys', 'imported', 'batch-import', '--file', '-', '-e', api.endpoint], {
        environment,
        stdin,
      })
      assert.equal(code, 0)
      assert.equal(store.size, 1)
    })

    it('columns of other names, and leaves out others only when told to', async () => {
      await writeFile(file, 'digest,algo,label,team\nabcd,SHA-256,One,x\n')
      const refused = await importFile(
        '--map',
        'digest=key_hash',
        '--map',
        'algo=hash_algorithm',
        '--map',
        'label=name',
        '--actor',
        'ops',
      )
      assert.equal(refused.code, 1)
      assert.match((await failedRows())[0].message, /^"team": is no field of an import/)
      await importFile(
        '--map',
        'digest=key_hash',
        '--map',
        'algo=hash_algorithm',
        '--map',
        'label=name',
        '--actor',
        'ops',
        '--ignore-unknown',
      )
      const { request_id: _, ...request } = sentRequests()[0] ?? { request_id: '' }
      assert.deepEqual(request, { key_hash: 'abcd', hash_algorithm: 'sha256', name: 'One', actor_id: 'ops' })
    })
  })

  describe('refuses with 2, and sends nothing, for', () => {
    const documents: readonly (readonly [string, Buffer | string, readonly string[], RegExp])[] = [
      ['bytes that are not UTF-8', Buffer.from('raw_key,name\nsk_\xe9,x\n', 'latin1'), [], /is not UTF-8 text/],
      ['a column that appears twice', 'raw_key,name,name\n', [], /line 1: the column "name" appears twice/],
      ['an array that is cut off', '[{"raw_key":"x"', ['--input-format', 'json'], /line 1: the JSON array is cut off/],
      ['a chunk that the server would refuse', 'raw_key\n', ['--chunk-size', '1001'], /--chunk-size: must be between 1 and 1000/],
      ['a field that is none', 'raw_key\n', ['--map', 'a=b'], /--map: must be <column>=<field>/],
      ['failed rows that are not there', 'raw_key\n', ['--only-failed'], /--only-failed: there is no/],
    ]
    for (const [what, text, words, message] of documents) {
      it(what, async () => {
        await writeFile(file, text)
        const { code, stderr } = await importFile(...words)
        assert.equal(code, 2)
        assert.match(stderr, message)
        assert.equal(api.requests.length, 0)
      })
    }
  })

  describe('failed rows', () => {
    const text = [
      'raw_key,name,actor_id,pat',
      'sk_canary_1,One,a,',
      'sk_canary_2,,a,',
      'sk_canary_1,Again,a,',
      'sk_canary_3,Three,a,sk_canary_4',
      'sk_canary_5,Five,a',
    ].join('\n')

    it('are listed with their number, line, code and rule, without keys, for their owner only', async () => {
      await writeFile(file, text)
      const { code, stdout } = await importFile()
      assert.equal(code, 1)
      const { rows, success_count: imported, failure_count: failed, failed_rows_file: listed } = JSON.parse(stdout)
      assert.deepEqual([rows, imported, failed, listed], [5, 1, 4, `${file}.failed.jsonl`])
      assert.deepEqual(await failedRows(), [
        { row: 2, line: 3, code: 'INVALID_ROW', message: 'name: is required', members: { name: '', actor_id: 'a' } },
        { row: 3, line: 4, code: 'ALREADY_EXISTS', message: 'API key already exists', members: { name: 'Again', actor_id: 'a' } },
        {
          row: 4,
          line: 5,
          code: 'INVALID_ROW',
          message: '"pat": is no field of an import; use --map or --ignore-unknown',
          members: { name: 'Three', actor_id: 'a' },
        },
        { row: 5, line: 6, code: 'INVALID_ROW', message: 'has 3 cells where the header has 4' },
      ])
      assert.equal((await readFile(`${file}.failed.jsonl`, 'utf8')).includes('canary'), false)
      assert.equal((await stat(`${file}.failed.jsonl`)).mode & 0o777, 0o600)
    })

    it('carry keys only when asked to', async () => {
      await writeFile(file, text)
      await importFile('--include-raw-keys')
      assert.equal((await failedRows())[0].members.raw_key, 'sk_canary_2')
    })

    it('are tried alone with --only-failed once they are mended', async () => {
      await writeFile(file, 'raw_key,name,actor_id\nsk_1,One,a\nsk_2,,a\nsk_3,,a\n')
      await importFile()
      await writeFile(file, 'raw_key,name,actor_id\nsk_1,One,a\nsk_2,Two,a\nsk_3,,a\n')
      const second = await importFile('--only-failed')
      assert.equal(second.code, 1)
      assert.deepEqual(
        sentRequests().map(({ name }) => name),
        ['One', 'Two'],
      )
      assert.deepEqual(
        (await failedRows()).map(({ row }) => row),
        [3],
      )
      await writeFile(file, 'raw_key,name,actor_id\nsk_1,One,a\nsk_2,Two,a\nsk_3,Three,a\n')
      assert.equal((await importFile('--only-failed')).code, 0)
      assert.equal(existsSync(`${file}.failed.jsonl`), false)
      assert.equal(store.size, 3)
    })

    it('of a refused call are found without taking the others with them', async () => {
      await writeFile(file, csvOf(20))
      answer = (request) => {
        const { requests } = request.body as { requests: ImportRequest[] }
        const isPoisoned = requests.some(({ name }) => name === 'key 13')
        return isPoisoned ? errorAnswer(400, 'bad_request', 'the body is too deep') : store.importAll(request)
      }
      const { code } = await importFile()
      assert.equal(code, 1)
      assert.equal(store.size, 19)
      const found = (await failedRows()).map(({ row, code: id, message }) => ({ row, id, message }))
      assert.deepEqual(found, [{ row: 14, id: 'bad_request', message: 'the body is too deep' }])
    })

    it('are all rows when every single one failed', async () => {
      await writeFile(file, csvOf(3))
      await importFile()
      const again = join(folder, 'other.csv')
      await writeFile(again, `${csvOf(3)}\n`)
      file = again
      const { code, stdout } = await importFile()
      assert.equal(code, 1)
      assert.equal(JSON.parse(stdout).failure_count, 3)
      assert.equal((await importFile('--skip-existing')).code, 0)
    })
  })

  it('never counts a key that cannot be imported as one that exists', async () => {
    await writeFile(file, csvOf(2))
    const refused = { ...existing, error_message: 'raw_key: looks like an issued API key, which cannot be imported' }
    answer = () => ({
      body: {
        results: [
          { index: 0, ...refused },
          { index: 1, ...existing },
        ],
        success_count: 0,
        failure_count: 2,
      },
    })
    const { code, stdout } = await importFile('--skip-existing')
    assert.equal(code, 1)
    const { failure_count: failed, already_imported_count: existed } = JSON.parse(stdout)
    assert.deepEqual({ failed, existed }, { failed: 1, existed: 1 })
  })

  it('is refused when the file is empty', async () => {
    await writeFile(file, '')
    const { code, stderr } = await importFile()
    assert.equal(code, 2)
    assert.match(stderr, /error: --file: is empty/)
    assert.equal(api.requests.length, 0)
  })

  describe('is repeatable', () => {
    it('gives a row the same request id in every run over the same content, whatever the chunks', async () => {
      await writeFile(file, csvOf(10))
      assert.equal((await importFile()).code, 0)
      const again = await importFile('--chunk-size', '3')
      assert.equal(JSON.parse(again.stdout).success_count, 10)
      const ids = sentRequests().map((request) => request.request_id)
      assert.deepEqual(ids.slice(0, 10), ids.slice(10))
      assert.equal(new Set(ids).size, 10)
      assert.match(ids[0] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    })

    it('continues where an outage stopped it', async () => {
      await writeFile(file, csvOf(10))
      answer = (request) =>
        api.requests.length > 2 ? errorAnswer(500, 'internal_server_error', 'down') : store.importAll(request)
      const stopped = await importFile('--chunk-size', '3')
      assert.equal(stopped.code, 3)
      assert.match(stopped.stderr, /Stopped after row 6; the same command continues there/)
      const state = await readFile(`${file}.latchkey-progress`, 'utf8')
      assert.equal(JSON.parse(state).rowsDone, 6)
      assert.equal(state.includes('sk_'), false)
      assert.equal((await stat(`${file}.latchkey-progress`)).mode & 0o777, 0o600)
      answer = store.importAll
      const sentBefore = sentRequests().length
      const finished = await importFile('--chunk-size', '3')
      assert.match(finished.stderr, /Continuing after row 6/)
      assert.deepEqual(JSON.parse(finished.stdout), { rows: 10, success_count: 10, already_imported_count: 0, failure_count: 0 })
      assert.deepEqual(
        sentRequests()
          .slice(sentBefore)
          .map(({ name }) => name),
        ['key 6', 'key 7', 'key 8', 'key 9'],
      )
      assert.equal(existsSync(`${file}.latchkey-progress`), false)
    })

    it('begins anew with --restart, and when the file has changed', async () => {
      await writeFile(file, csvOf(4))
      answer = (request) =>
        api.requests.length > 1 ? errorAnswer(500, 'internal_server_error', 'down') : store.importAll(request)
      await importFile('--chunk-size', '2')
      answer = store.importAll
      const restarted = await importFile('--restart')
      assert.equal(JSON.parse(restarted.stdout).success_count, 4)

      answer = () => errorAnswer(500, 'internal_server_error', 'down')
      await importFile()
      answer = store.importAll
      await writeFile(file, `${csvOf(4)}\nsk_new,new,a`)
      const changed = await importFile()
      assert.match(changed.stderr, /not that of the earlier run/)
      assert.deepEqual(JSON.parse(changed.stdout), { rows: 5, success_count: 1, already_imported_count: 4, failure_count: 0 })
    })

    it('never takes the progress in one project for that in another', async () => {
      await writeFile(file, csvOf(4))
      answer = (request) =>
        api.requests.length > 1 ? errorAnswer(500, 'internal_server_error', 'down') : store.importAll(request)
      await importFile('--chunk-size', '2')
      store = new FakeStore()
      answer = store.importAll
      const words = ['keys', 'imported', 'batch-import', '--file', file, '-e', api.endpoint]
      assert.equal((await runCli(words, { environment: { LATCHKEY_PROJECT_API_KEY: 'ory_pat_of_another_project' } })).code, 0)
      assert.equal(store.size, 4)
    })
  })

  it('imports 20,000 rows in bounded memory, survives kill -9, and duplicates nothing', { timeout: 120_000 }, async () => {
    const rows = 20_000
    await writeLargeCsv(file, rows)
    const main = join(import.meta.dirname, '../../../main.ts')
    const words = [
      '--max-old-space-size=24',
      main,
      'keys',
      'imported',
      'batch-import',
      '--file',
      file,
      '-e',
      api.endpoint,
      '--format',
      'json',
    ]
    const start = () =>
      spawn(process.execPath, words, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'ignore'] })

    const killed = start()
    answer = (request) => {
      if (api.requests.length === 12) killed.kill('SIGKILL')
      return store.importAll(request)
    }
    const [, signal] = await once(killed, 'exit')
    assert.equal(signal, 'SIGKILL')
    const { rowsDone } = JSON.parse(await readFile(`${file}.latchkey-progress`, 'utf8'))
    assert.ok(rowsDone >= 5000 && rowsDone <= 6000, `stopped after ${rowsDone}`)

    answer = store.importAll
    const resumed = start()
    const text = resumed.stdout.setEncoding('utf8').toArray()
    const [code] = await once(resumed, 'exit')
    assert.equal(code, 0)
    const summary = JSON.parse((await text).join(''))
    assert.deepEqual(summary, { rows, success_count: rows, already_imported_count: 0, failure_count: 0 })
    assert.equal(store.size, rows)
  })
})

/** About 20 MB: far more than the importing process may hold. */
async function writeLargeCsv(file: string, rows: number): Promise<void> {
  const stream = createWriteStream(file)
  stream.write('raw_key,name,actor_id,metadata\n')
  const padding = 'x'.repeat(900)
  for (let row = 0; row < rows; row += 1) {
    const isRoomy = stream.write(`sk_live_${row},key ${row},migration,"{""pad"":""${padding}""}"\n`)
    if (!isRoomy) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'close')
}
