import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type Caller, type ControlServer, keyCaller, startControlServer, type TestProject } from '../support/control-plane.ts'
import { claimServer, invite } from '../support/people.ts'

/** Long enough for the server to have let the request in. */
const HEAD_READ_MS = 100

let server: ControlServer
before(async () => {
  server = await startControlServer()
})
after(() => server.stop())

/** A request whose body comes when `finish` is called; resolves to the status and the body of the answer. */
async function begin(path: string, caller: Caller, message: unknown) {
  const body = JSON.stringify(message)
  const headers = { ...caller.headers, 'content-type': 'application/json', 'content-length': body.length, connection: 'close' }
  const lines = Object.entries({ host: new URL(server.endpoint).host, ...headers }).map(([name, value]) => `${name}: ${value}`)
  const socket = connect(server.port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write([`POST ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
  await delay(HEAD_READ_MS)
  return async () => {
    socket.write(body)
    await closed
    return { status: Number(text.slice(9, 12)), body: text.slice(text.indexOf('\r\n\r\n') + 4) }
  }
}

const below = ({ slug }: TestProject, path: string): string => `/projects/${slug}/v2alpha1/admin/${path}`

async function done(method: string, path: string, body?: unknown) {
  const answer = await server.control(method, path, body)
  assert.ok(answer.status < 300, JSON.stringify(answer.body))
  return answer.body
}

describe('a request whose body comes late', () => {
  it('does nothing any more with a credential that was deleted meanwhile', async () => {
    const project = await server.createProject()
    const workspaceTokens = `/workspaces/${server.workspaceId}/tokens`
    const ofProject = await done('POST', `/projects/${project.id}/tokens`, { name: 'short' })
    const ofWorkspace = await done('POST', workspaceTokens, { name: 'short' })
    const issue = await begin(below(project, 'issuedApiKeys'), keyCaller(ofProject.value), { name: 'late' })
    const verify = await begin(below(project, 'apiKeys:verify'), keyCaller(ofProject.value), { credential: 'x' })
    const outlive = await begin(workspaceTokens, keyCaller(ofWorkspace.value), { name: 'successor' })
    await done('DELETE', `/projects/${project.id}/tokens/${ofProject.id}`)
    await done('DELETE', `${workspaceTokens}/${ofWorkspace.id}`)
    for (const finish of [issue, verify, outlive]) assert.equal((await finish()).status, 401)
    const names = (await done('GET', workspaceTokens)).map(({ name }: { name: string }) => name)
    assert.ok(!names.includes('successor'))
  })

  it('does nothing any more for a person who was removed or signed out meanwhile', async () => {
    const owner = await claimServer(server)
    const other = await invite(server, owner, { email: 'other@example.com', role: 'owner' })
    const project = await server.createProject()
    const late = { email: 'friend@example.com', role: 'owner' }
    const inviting = await begin(`/workspaces/${server.workspaceId}/invitations`, other, late)
    const issuing = await begin(below(project, 'issuedApiKeys'), other, { name: 'late' })
    await done('DELETE', `/workspaces/${server.workspaceId}/members/${other.id}`)
    assert.equal((await inviting()).status, 403)
    assert.equal((await issuing()).status, 404)
    const naming = await begin('/workspaces', owner, { name: 'Late' })
    assert.equal((await server.control('POST', '/console/api/logout', undefined, owner)).status, 204)
    assert.equal((await naming()).status, 401)
  })

  it('finds the project as it is by then', async () => {
    const project = await server.createProject()
    const caller = keyCaller(project.projectKey)
    const issue = await begin(below(project, 'issuedApiKeys'), caller, { name: 'late' })
    await done('POST', `/projects/${project.id}/talos/rotate-hmac-secret`, { mode: 'revoke' })
    const { status, body } = await issue()
    assert.equal(status, 201)
    assert.equal(await project.verify(JSON.parse(body).secret), 'VALID', 'not issued under a secret that is gone')
    const another = await begin(below(project, 'issuedApiKeys'), caller, { name: 'late' })
    await done('POST', `/projects/${project.id}:suspend`)
    assert.equal((await another()).status, 403)
  })

  it('brings no key back into the cache whose secret was revoked meanwhile', async () => {
    const project = await server.createProject()
    const cache = { op: 'replace', path: '/services/talos/config/cache', value: { enabled: true, ttl: '1h' } }
    await done('PATCH', `/projects/${project.id}`, [cache])
    const { secret } = await project.issue()
    const verify = await begin(below(project, 'apiKeys:verify'), keyCaller(project.projectKey), { credential: secret })
    await done('POST', `/projects/${project.id}/talos/rotate-hmac-secret`, { mode: 'revoke' })
    assert.equal(JSON.parse((await verify()).body).is_valid, false)
    assert.equal(await project.verify(secret), 'VERIFICATION_ERROR_NOT_FOUND')
  })
})
