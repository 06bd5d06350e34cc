import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestServer } from '../../support/test-server.ts'
import type { Issued } from './api.ts'
import type { RecordingApi } from './canary-server.ts'

const OVER_LONG = 17 * 1024

/** The whole life of keys and tokens, each call with something secret in it. */
export async function ordinaryLife(api: RecordingApi, rawKeys: readonly string[]): Promise<readonly string[]> {
  const first = await api.issue({
    actor_id: 'a',
    scopes: ['x'],
    rate_limit_policy: { quota: 1, window: '60s' },
    request_id: 'once',
  })
  await api.admin('POST', '/issuedApiKeys', {
    name: 'proof',
    actor_id: 'a',
    scopes: ['x'],
    rate_limit_policy: { quota: 1, window: '60s' },
    request_id: 'once',
  })
  const jwt = await api.derive(first.secret, { algorithm: 'TOKEN_ALGORITHM_JWT', custom_claims: { own: 'claim' } })
  const macaroon = await api.derive(first.secret, { algorithm: 'TOKEN_ALGORITHM_MACAROON' })
  const imported: Issued[] = []
  for (const rawKey of rawKeys) imported.push(await api.import(rawKey, { metadata: { origin: 'legacy' } }))
  const credentials = [first.secret, jwt, macaroon, ...rawKeys]
  for (const credential of [...credentials, ...credentials]) await api.verify(credential)
  await api.admin('POST', '/apiKeys:batchVerify', { requests: credentials.map((credential) => ({ credential })) })
  await api.admin('POST', '/importedApiKeys:batchCreate', {
    requests: rawKeys.map((raw_key) => ({ raw_key, name: 'again', actor_id: 'a' })),
  })
  const { body } = await api.admin('POST', `/issuedApiKeys/${first.keyId}:rotate`)
  await api.admin('PATCH', `/importedApiKeys/${imported[0]?.keyId}?update_mask=name`, { name: 'renamed' })
  await api.admin('POST', `/importedApiKeys/${imported[0]?.keyId}:suspend`)
  await api.admin('DELETE', `/importedApiKeys/${imported[1]?.keyId}`)
  await api.request('POST', '/v2alpha1/apiKeys:selfRevoke', { credential: body.secret })
  for (const collection of ['issuedApiKeys', 'importedApiKeys'] as const) await api.list(collection)
  await api.request('GET', '/v2alpha1/derivedKeys/jwks.json')
  return [...credentials, body.secret]
}

/** Every credential in every place where it does not belong. */
export async function misuse(api: RecordingApi, credentials: readonly string[]): Promise<void> {
  for (const credential of credentials) {
    for (const path of ['/apiKeys:verify', '/apiKeys:derive', '/importedApiKeys', '/apiKeys:bulkRevoke'])
      await sendMalformed(api, path, credential)
    await sendMalformed(api, '/apiKeys:selfRevoke', credential, '/v2alpha1')
    await sendInUrls(api, credential)
    await sendAsCaller(api, credential)
  }
}

async function sendMalformed(api: RecordingApi, path: string, credential: string, base = '/v2alpha1/admin'): Promise<void> {
  const text = JSON.stringify(credential)
  const own = {
    credential,
    raw_key: credential,
    key_hash: credential,
    hash_algorithm: credential,
    filter: credential,
    reason: credential,
    algorithm: credential,
  }
  const bodies = [
    `{"credential":${text}`,
    `{"credential":${text},"credential":${text}}`,
    `{"credential":${text}} trailing`,
    `{${text}:1,"__proto__":${text}}`,
    text,
    JSON.stringify([credential]),
    JSON.stringify({ credential: [credential], raw_key: { of: credential } }),
    JSON.stringify({ credential: [...Buffer.from(credential)], raw_key: [...Buffer.from(credential)] }),
    JSON.stringify({
      credential: `${credential}${'x'.repeat(OVER_LONG)}`,
      raw_key: `${'x'.repeat(OVER_LONG)}${credential}`,
      name: 'n',
      actor_id: 'a',
    }),
    JSON.stringify({ ...own, ttl: credential, visibility: credential, custom_claims: credential, requests: credential }),
    JSON.stringify(own),
    JSON.stringify({ credential: `${credential} `, raw_key: ` ${credential}` }),
  ]
  for (const body of bodies) await api.request('POST', `${base}${path}`, body)
  await api.request('POST', `${base}${path}`, `{"credential":${text}}`, { 'content-type': 'text/plain' })
  await api.request('PUT', `${base}${path}`, `{"credential":${text}}`)
}

async function sendInUrls(api: RecordingApi, credential: string): Promise<void> {
  const text = encodeURIComponent(credential)
  const paths = [
    `/issuedApiKeys/${text}`,
    `/importedApiKeys/${text}`,
    `/issuedApiKeys?filter=${text}`,
    `/issuedApiKeys?filter=${encodeURIComponent(`actor_id=${credential}`)}`,
    `/issuedApiKeys?page_token=${text}`,
    `/issuedApiKeys?page_size=${text}`,
    `/nothing/${text}`,
  ]
  for (const path of paths) await api.admin('GET', path)
  await api.request('GET', `/projects/${text}/v2alpha1/admin/issuedApiKeys`)
  await api.admin('POST', `/apiKeys/${text}:revoke`)
  await api.admin('PATCH', `/issuedApiKeys/00000000-0000-4000-8000-000000000000?update_mask=${text}`, { name: credential })
}

async function sendAsCaller(api: RecordingApi, credential: string): Promise<void> {
  const header = Buffer.from(credential, 'utf8').toString('latin1')
  for (const scheme of ['Bearer ', 'bearer  ', 'Basic ', '']) {
    await api.admin('GET', '/issuedApiKeys', undefined, { authorization: `${scheme}${header}` })
    await api.verify('anything', {}, { authorization: `${scheme}${header}` })
  }
  await api.admin('POST', '/apiKeys:verify', { credential }, { 'if-match': header, cookie: header, 'x-api-key': header })
}

/** Clients that go away in the middle, and texts that are no HTTP. */
export async function abort(port: number, projectKey: string, credential: string): Promise<void> {
  const body = JSON.stringify({ credential })
  const head = `Host: localhost\r\nAuthorization: Bearer ${projectKey}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
  const paths = ['/v2alpha1/admin/apiKeys:verify', '/v2alpha1/admin/importedApiKeys']
  const texts = [
    ...paths.flatMap((path) => [`POST ${path} HTTP/1.1\r\n${head}\r\n${body.slice(0, -2)}`, `POST ${path} HTTP/1.1\r\n${head}`]),
    `${credential} is no HTTP\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: localhost\r\nBad Header ${credential}: x\r\n\r\n`,
  ]
  for (const text of texts) await sendAndLeave(port, text)
}

async function sendAndLeave(port: number, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  socket.write(text)
  await delay(5)
  socket.resetAndDestroy()
}

/** Configurations that cannot be used, with the secrets in them, while the server watches; the good one comes back. */
export async function reloadBadly(server: TestServer, good: Readonly<Record<string, unknown>>, secret: string): Promise<void> {
  const bad = [
    `{"secrets": {"hmac": {"current": "${secret}"`,
    JSON.stringify({ ...good, secrets: { hmac: { current: [secret] } } }),
    JSON.stringify({ ...good, secrets: { hmac: { current: secret, retired: [secret] } } }),
    JSON.stringify({ ...good, [secret]: secret }),
  ]
  for (const text of [...bad, JSON.stringify(good)]) {
    await writeFile(server.configFile, text)
    process.emit('SIGHUP')
    await delay(1)
  }
}
