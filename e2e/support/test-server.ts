import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartedServer, startServer } from '@latchkey/server/main'
import { type Backend, openBackend } from './backend.ts'

export interface TestServer {
  readonly server: StartedServer
  readonly folder: string
  /** What the server was started with, for `openAdministration` and child processes. */
  readonly configFile: string
  readonly environment: Readonly<Record<string, string>>
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string
  readonly port: number
  readonly slug: string
  readonly projectId: string
  /** A project API key with all permissions. */
  readonly projectKey: string
  /** Every line the server logged. */
  readonly logs: readonly string[]
  /** One call with the project's key; `body` is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  stop(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what came over the wire, whatever it is
  readonly body: any
}

export interface TestServerOptions {
  /** Text of a configuration file; ports and data folder are set beside it. */
  readonly config?: Record<string, unknown>
  readonly surface?: 'all' | 'admin' | 'public'
  readonly folder?: string
  /** Default: the backend of this run. */
  readonly backend?: Backend
  /** For a folder that was started before. */
  readonly projectKey?: string
  readonly overrides?: Parameters<typeof startServer>[0]['overrides']
  readonly environment?: Record<string, string>
}

/** By folder: a server that starts on a folder anew finds the store of the first. */
const backends = new Map<string, Promise<Readonly<Record<string, string>>>>()

function backendOf(folder: string, backend?: Backend): Promise<Readonly<Record<string, string>>> {
  const opened = backends.get(folder) ?? openBackend(backend)
  backends.set(folder, opened)
  return opened
}

/** The real server on the backend of this run, in a temporary folder and on free ports of the loopback interface. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'latchkey-e2e-')))
  const logs: string[] = []
  const configFile = join(folder, 'latchkey.json')
  await writeFile(configFile, JSON.stringify(options.config ?? {}), { mode: 0o600 })
  const environment = {
    LATCHKEY_DATA_DIR: join(folder, 'data'),
    LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
    LATCHKEY_SERVE_HTTP_PORT: '0',
    LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
    LATCHKEY_SERVE_METRICS_PORT: '0',
    // The clients of a test share the event loop: their work would be taken for the server's.
    LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'false',
    ...(await backendOf(folder, options.backend)),
    ...options.environment,
  }
  const server = await startServer({
    configFile,
    environment,
    surface: options.surface ?? 'all',
    migrate: true,
    overrides: { logLine: (line) => logs.push(line), ...options.overrides },
  })
  const endpoint = `http://127.0.0.1:${server.port}`
  const projectKey = server.firstProjectKey?.reveal() ?? options.projectKey ?? ''
  return {
    server,
    folder,
    configFile,
    environment,
    endpoint,
    port: server.port,
    slug: server.defaultProject.slug,
    projectId: server.defaultProject.id,
    projectKey,
    logs,
    call: (method, path, body, headers = {}) =>
      call(`${endpoint}${path}`, method, { body, headers: { authorization: `Bearer ${projectKey}`, ...headers } }),
    async stop() {
      await server.stop()
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function call(
  url: string,
  method: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> },
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** Resolves every name to the loopback address, as wildcard DNS would: for the host form. */
export const loopbackAgent = (): Agent =>
  new Agent({
    lookup: (_hostname, options, done) =>
      typeof options === 'object' && options.all === true
        ? done(null, [{ address: '127.0.0.1', family: 4 }])
        : done(null, '127.0.0.1', 4),
  })
