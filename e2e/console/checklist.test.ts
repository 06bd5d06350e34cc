import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ControlServer, startControlServer } from '../support/control-plane.ts'
import { claimServer, invite, type Person } from '../support/people.ts'

let server: ControlServer
let owner: Person

before(async () => {
  server = await startControlServer()
  owner = await claimServer(server)
})
after(() => server.stop())

const pathOf = (project: string): string => `/console/api/projects/${project}/checklist`
const read = (project: string, person: Person) => server.control('GET', pathOf(project), undefined, person)
const write = (project: string, body: unknown, person: Person) =>
  server.control('PUT', pathOf(project), body, {
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...person.headers },
  })

describe('the checklist of a project', () => {
  it('is put away and brought back by each member alone, by id or slug, viewers included', async () => {
    const viewer = await invite(server, owner, { email: 'viewer@example.com', role: 'viewer' })
    assert.deepEqual((await read(server.slug, owner)).body, { dismissed: false })
    assert.deepEqual((await write(server.slug, { dismissed: true }, viewer)).body, { dismissed: true })
    assert.deepEqual((await read(server.projectId.toUpperCase(), viewer)).body, { dismissed: true })
    assert.deepEqual((await read(server.slug, owner)).body, { dismissed: false })
    assert.deepEqual((await write(server.projectId, { dismissed: false }, viewer)).body, { dismissed: false })
    assert.deepEqual((await read(server.slug, viewer)).body, { dismissed: false })
  })

  it('does not exist for those who are no members of the project, nor for a project that does not', async () => {
    const other = await server.createProject()
    const guest = await invite(server, owner, { email: 'guest@example.com', role: 'developer', project_id: other.id })
    assert.equal((await read(other.slug, guest)).status, 200)
    for (const place of [server.slug, server.projectId, 'nowhere', '%00', '00000000-0000-4000-8000-00000000dead']) {
      assert.equal((await read(place, guest)).status, 404, place)
      assert.equal((await write(place, { dismissed: true }, guest)).status, 404, place)
    }
    assert.deepEqual((await read(server.slug, owner)).body, { dismissed: false })
  })

  it('is for people who are signed in, on our own pages, with a body that says it', async () => {
    const nobody: Person = { id: '', email: '', headers: {} }
    assert.equal((await read(server.slug, nobody)).status, 401)
    const elsewhere = {
      ...owner,
      headers: { ...owner.headers, origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
    }
    assert.equal((await write(server.slug, { dismissed: true }, elsewhere)).status, 403)
    for (const body of [{}, { dismissed: 'yes' }, []]) assert.equal((await write(server.slug, body, owner)).status, 400)
    assert.deepEqual((await read(server.slug, owner)).body, { dismissed: false })
  })
})
