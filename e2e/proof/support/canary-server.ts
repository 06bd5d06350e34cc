import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestServer } from '../../support/test-server.ts'
import { Api, type ApiTarget, type Reply } from './api.ts'
import type { CanaryScan, Hit } from './canary-scan.ts'

/** Random text in which URLs and JSON have something to escape. */
export const newRawKey = (): string => `${randomBytes(15).toString('base64url')}"é\\&+/%${randomBytes(15).toString('base64url')}`

const newRootSecret = (): string => randomBytes(48).toString('base64url')

/** A configuration in which every root secret is planted. */
export function plantedConfig(scan: CanaryScan): Record<string, unknown> {
  const [current, retired, master] = [newRootSecret(), newRootSecret(), newRootSecret()]
  for (const secret of [current, retired]) scan.plant('HMAC secret', secret)
  scan.plant('master key', master)
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  scan.plant('JWK d', jwk.d ?? '')
  scan.plant('JWK d', Buffer.from(jwk.d ?? '', 'base64url'))
  const url = `base64://${Buffer.from(JSON.stringify({ keys: [{ ...jwk, kid: 'planted' }] })).toString('base64')}`
  return {
    log: { level: 'debug' },
    cache: { enabled: true },
    rate_limit: { enabled: true },
    secrets: { hmac: { current, retired: [retired] }, master: { current: master } },
    credentials: { derived_tokens: { jwt: { signing_keys: { urls: [url] } } } },
  }
}

/** Plants every credential that is answered, and keeps everything else of the answers. */
export class Recorder {
  readonly #scan: CanaryScan
  readonly #replies: string[] = []

  constructor(scan: CanaryScan) {
    this.#scan = scan
  }

  get replies(): string {
    return this.#replies.join('\n')
  }

  record(reply: Reply): void {
    this.#replies.push(JSON.stringify([this.#withoutNewSession(reply), this.#withoutNewSecret(reply)]))
  }

  /** A credential may be shown by the answer that made it, and by no other. */
  #withoutNewSecret({ status, body }: Reply): unknown {
    if (typeof body?.secret === 'string' && body.secret.startsWith('whsec_') && this.#isNew('webhook secret', body.secret))
      return { ...body, secret: '' }
    if (status === 201 && typeof body.secret === 'string' && this.#isNew('issued secret', body.secret))
      return { ...body, secret: '' }
    if (status === 201 && typeof body.value === 'string' && this.#isNew('access key', body.value)) return { ...body, value: '' }
    if (status === 201 && typeof body.link === 'string' && this.#isNew('invitation token', body.link.split('#token=')[1]))
      return { ...body, link: '' }
    const token = status === 200 ? body?.token?.token : undefined
    if (typeof token === 'string' && this.#isNew('derived token', token)) return { ...body, token: { ...body.token, token: '' } }
    return body
  }

  #withoutNewSession({ headers }: Reply): unknown {
    const { 'set-cookie': set = [], ...rest } = headers
    const old = set.filter((one) => !this.#isNew('session', /^console=([^;]+)/.exec(one)?.[1] ?? ''))
    return { ...rest, 'set-cookie': old }
  }

  #isNew(canary: string, credential: string): boolean {
    const secrets = secretPartsOf(credential)
    if (credential === '' || secrets.some((secret) => this.#scan.has(secret))) return false
    for (const secret of secrets) this.#scan.plant(canary, secret)
    return true
  }
}

/** Records whatever it is answered. */
export class RecordingApi extends Api {
  readonly #recorder: Recorder

  constructor(target: ApiTarget, recorder: Recorder) {
    super(target, 16)
    this.#recorder = recorder
  }

  override async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const reply = await super.request(method, path, body, headers)
    this.#recorder.record(reply)
    return reply
  }
}

/** Without the prefix that every credential of its kind has, and without a JWT's header. */
export const secretPartsOf = (credential: string): readonly string[] =>
  credential.startsWith('eyJ') ? credential.split('.').slice(1) : [credential.replace(/^(?:\w+_v1|ory_pat|ory_wak|whsec)_/, '')]

/** Every file in the data folder, as it is now. */
export function searchFiles(scan: CanaryScan, { folder }: TestServer): readonly Hit[] {
  const data = join(folder, 'data')
  return readdirSync(data).flatMap((file) => scan.scan(`data/${file}`, readFileSync(join(data, file))))
}

/** What the running server has logged and audited. */
export async function searchRecords(
  scan: CanaryScan,
  { server, logs }: TestServer,
  chainIds: readonly string[],
): Promise<readonly Hit[]> {
  const chains = await Promise.all(chainIds.map((id) => server.readAuditEvents(id)))
  return [...scan.scan('logs', logs.join('\n')), ...chains.flatMap((chain) => scan.scan('audit events', JSON.stringify(chain)))]
}
