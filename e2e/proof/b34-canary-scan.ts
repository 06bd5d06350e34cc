import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import { runCli } from '../../packages/cli/src/testing/run-cli.ts'
import type { TestServer } from '../support/test-server.ts'
import { scrape } from '../telemetry/metrics-text.ts'
import { openSpanSink } from '../telemetry/span-sink.ts'
import { atLeast, type Bar, exactly, type Finding, judge } from './bar.ts'
import { controlLife, misuseOfControl } from './support/canary-control.ts'
import { CanaryScan, type Hit } from './support/canary-scan.ts'
import { abort, misuse, ordinaryLife, reloadBadly } from './support/canary-scenario.ts'
import {
  newRawKey,
  plantedConfig,
  Recorder,
  RecordingApi,
  searchFiles,
  searchRecords,
  secretPartsOf,
} from './support/canary-server.ts'
import { ControlBench } from './support/control-bench.ts'
import { passingOn } from './support/passing-on.ts'

const RAW_KEYS = 4

/** Something that writes secrets where it must not, beside a server that does not. */
interface Leak {
  readonly start?: (server: TestServer) => () => void
  readonly keep?: (
    server: TestServer,
    canaries: { readonly rawKeys: readonly string[]; readonly sessions: readonly string[] },
  ) => void
}

/** A store whose failures carry everything that it was asked, as database drivers do. */
function failingStore() {
  const mood = { isBroken: false }
  const guarded =
    <A extends readonly unknown[], R>(act: (...asked: A) => R) =>
    (...asked: A): R => {
      if (mood.isBroken) throw Object.assign(new Error(`disk I/O error at ${JSON.stringify(asked)}`), { asked })
      return act(...asked)
    }
  const wrap = (store: KeyStore): KeyStore => ({
    ...store,
    find: guarded(store.find),
    findMany: guarded(store.findMany),
    insert: guarded(store.insert),
    insertMany: guarded(store.insertMany),
  })
  const wrapProjects = (store: ProjectStore): ProjectStore => {
    const whole = passingOn(store)
    return { ...whole, createProject: guarded(whole.createProject), changeProject: guarded(whole.changeProject) }
  }
  return { mood, wrap, wrapProjects }
}

async function scanAll({ start, keep }: Leak = {}): Promise<Finding> {
  const scan = new CanaryScan()
  const recorder = new Recorder(scan)
  const sink = await openSpanSink()
  const config = { ...plantedConfig(scan), tracing: { enabled: true, endpoint: sink.url, sample_rate: 1 } }
  const rawKeys = Array.from({ length: RAW_KEYS }, newRawKey)
  for (const rawKey of rawKeys) scan.plant('raw_key', rawKey)
  const { mood, wrap, wrapProjects } = failingStore()
  const overrides = { keyStore: wrap, projectStore: wrapProjects }
  const bench = await ControlBench.start({ config, overrides }, (reply) => recorder.record(reply))
  const { server } = bench
  for (const secret of secretPartsOf(server.projectKey)) scan.plant('project API key', secret)
  for (const secret of secretPartsOf(bench.workspaceKey.bearer)) scan.plant('workspace API key', secret)
  scan.plant('setup token', bench.setupToken)
  scan.plant('password', bench.owner.password)
  const api = new RecordingApi(server, recorder)
  const stopLeaking = start?.(server)
  const output = captureOutput()
  try {
    const life = await controlLife(bench, scan)
    const credentials = [...(await ordinaryLife(api, rawKeys)), server.projectKey]
    keep?.(server, { rawKeys, sessions: life.sessions })
    await misuse(api, credentials)
    await misuseOfControl(bench, life)
    mood.isBroken = true
    for (const credential of credentials) await api.verify(credential)
    await api.admin('POST', '/importedApiKeys', { raw_key: rawKeys[0], name: 'n', actor_id: 'a' })
    await life.changeSettings()
    mood.isBroken = false
    for (const credential of credentials) await abort(server.port, server.projectKey, credential)
    await reloadBadly(server, config, rawKeys[0] ?? '')
    const cliOutput = await useCommandLine(server, scan, rawKeys)
    const hits = [
      ...searchFiles(scan, server),
      ...(await searchRecords(scan, server, [server.projectId, bench.workspaceId, life.projectId])),
      ...scan.scan('HTTP answers', recorder.replies),
      ...scan.scan('command line', cliOutput),
      ...scan.scan('metrics', (await scrape(server)).text),
    ]
    stopLeaking?.()
    await server.server.stop()
    hits.push(...scan.scan('standard output and error', output.text()), ...scan.scan('traces', sink.bodies.join('\n')))
    return judgeScan(scan, [...hits, ...searchFiles(scan, server), ...scan.scan('logs', server.logs.join('\n'))], {
      replies: recorder.replies,
      logs: server.logs,
      spans: sink.spans.length,
    })
  } finally {
    output.restore()
    stopLeaking?.()
    api.close()
    await bench.stop()
    await sink.close()
  }
}

/** Keeps what this process prints, and prints it all the same. */
function captureOutput() {
  const streams = [process.stdout, process.stderr] as const
  const chunks: string[] = []
  const originals = streams.map((stream) => stream.write)
  for (const stream of streams) {
    const write = stream.write.bind(stream) as typeof stream.write
    stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
      chunks.push(String(chunk))
      return write(chunk, ...rest)
    }) as typeof stream.write
  }
  return {
    text: () => chunks.join(''),
    restore: () => {
      for (const [index, stream] of streams.entries()) Object.assign(stream, { write: originals[index] })
    },
  }
}

/** The command line against the same server: secrets come from standard input, and only a new one is shown. */
async function useCommandLine(
  { endpoint, projectKey }: TestServer,
  scan: CanaryScan,
  rawKeys: readonly string[],
): Promise<string> {
  const environment = { LATCHKEY_ENDPOINT: endpoint, LATCHKEY_PROJECT_API_KEY: projectKey }
  const outputs: string[] = []
  const run = async (words: readonly string[], stdin = ''): Promise<string> => {
    const { stdout, stderr } = await runCli(words, { environment, stdin })
    outputs.push(stdout, stderr)
    return stdout
  }
  const issued = JSON.parse((await runCli(['keys', 'issue', 'cli', '--format', 'json'], { environment })).stdout)
  scan.plant('issued secret', secretPartsOf(issued.secret)[0] ?? '')
  for (const format of ['json', 'table', 'yaml']) {
    for (const credential of [issued.secret, ...rawKeys]) await run(['keys', 'verify', '-', '--format', format], credential)
    await run(['keys', 'issued', 'get', issued.issued_api_key.key_id, '--format', format])
    await run(['keys', 'issued', 'list', '--format', format])
    await run(['keys', 'imported', 'list', '--format', format])
    await run(['keys', 'imported', 'import', 'again', '--actor', 'a', '--raw-key', '-', '--format', format], rawKeys[0])
  }
  await run(['keys', 'self-revoke', '-'], issued.secret)
  await run(['keys', 'verify', '-', '--endpoint', 'http://127.0.0.1:1'], issued.secret)
  return outputs.join('\n')
}

interface Written {
  readonly replies: string
  readonly logs: readonly string[]
  readonly spans: number
}

const judgeScan = (scan: CanaryScan, hits: readonly Hit[], { replies, logs, spans }: Written): Finding =>
  judge({
    planted: atLeast(scan.planted, 30),
    answers: atLeast(replies.split('\n').length, 1000),
    spans: atLeast(spans, 500),
    storeFailuresLogged: atLeast(logs.filter((line) => line.includes('disk I/O error')).length, 3),
    reloadsRefused: exactly(logs.filter((line) => line.includes('configuration refused')).length, 4),
    hits: exactly([...new Set(hits.map(({ canary, sink }) => `${canary} in ${sink}`))].join(', '), ''),
  })

/** What a careless logger does: every request with its headers. */
const logHeaders = ({ logs }: TestServer): (() => void) => {
  const log = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage }
    ;(logs as string[]).push(JSON.stringify(request.headers))
  }
  subscribe('http.server.request.start', log)
  return () => unsubscribe('http.server.request.start', log)
}

/** What a careless store does: imported keys as they came, if only in base64. */
function keepRaw({ folder }: TestServer, { rawKeys }: { readonly rawKeys: readonly string[] }): void {
  const db = new DatabaseSync(join(folder, 'data', 'latchkey.db'))
  db.exec('CREATE TABLE raw_keys (record TEXT)')
  const insert = db.prepare('INSERT INTO raw_keys VALUES (?)')
  for (const rawKey of rawKeys) insert.run(Buffer.from(JSON.stringify({ rawKey })).toString('base64'))
  db.close()
}

/** What a careless session store does. */
function keepSessions({ folder }: TestServer, { sessions }: { readonly sessions: readonly string[] }): void {
  const db = new DatabaseSync(join(folder, 'data', 'latchkey.db'))
  db.exec('CREATE TABLE cookies (value TEXT)')
  const insert = db.prepare('INSERT INTO cookies VALUES (?)')
  for (const session of sessions) insert.run(Buffer.from(session).toString('hex'))
  db.close()
}

export const bar: Bar = {
  id: 'b34',
  inTests: 'without_control',
  title: 'no secret is ever written anywhere but in the one answer that shows it',
  run: () => scanAll(),
  controls: [
    { broken: 'the log prints the headers of every request', run: () => scanAll({ start: logHeaders }) },
    { broken: 'the database keeps imported keys, in base64', run: () => scanAll({ keep: keepRaw }) },
    { broken: 'the database keeps the cookies of sessions, in hexadecimal', run: () => scanAll({ keep: keepSessions }) },
  ],
}
