import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { asOperator, type ControlServer, startControlServer, WORKSPACE_KEY } from '../support/control-plane.ts'

const WALK = join(import.meta.dirname, 'walk.sh')
const KEYS_MAX = 7

interface Walked {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The script has this process's node, and otherwise only what every shell has. */
const walk = (environment: Record<string, string>): Promise<Walked> =>
  new Promise((resolve) => {
    const path = `${dirname(process.execPath)}:${process.env['PATH']}`
    execFile('bash', [WALK], { env: { PATH: path, ...environment } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })

let server: ControlServer
before(async () => {
  server = await startControlServer({ config: { plans: [{ name: 'small', api_keys_max: KEYS_MAX }] } })
  await asOperator(server, (administration) => administration.setWorkspacePlan(server.workspaceId, 'small'))
})
after(() => server.stop())

describe('the walk of the quickstart with curl', () => {
  it('comes to its end', async () => {
    const { code, stdout, stderr } = await walk({
      LATCHKEY_URL: server.endpoint,
      LATCHKEY_WORKSPACE_API_KEY: WORKSPACE_KEY,
      PLAN_API_KEYS_MAX: String(KEYS_MAX),
    })
    assert.equal(stderr, '')
    assert.equal(code, 0)
    const [created, ...rest] = stdout.trimEnd().split('\n')
    assert.match(created ?? '', /^created project [a-z0-9-]+$/)
    assert.deepEqual(
      rest.map((line) => line.replace(/[0-9a-f-]{36}/, '<id>')),
      [
        'created a project API key',
        'issued <id>',
        'verified it',
        'revoked it',
        'it no longer verifies',
        'its holder revoked a key without any credential of ours',
        'imported one key and a batch of two',
        'derived a token and checked it offline',
        `the plan allows ${KEYS_MAX} keys and no more`,
        'done',
      ],
    )
  })

  it('stops at the first surprise', async () => {
    const { code, stdout, stderr } = await walk({
      LATCHKEY_URL: server.endpoint,
      LATCHKEY_WORKSPACE_API_KEY: 'ory_wak_unknown',
    })
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^stopped: POST \/projects answered 401 instead of 201: /)
  })

  it('stops when the plan allows more than it was told', async () => {
    const { code, stderr } = await walk({
      LATCHKEY_URL: server.endpoint,
      LATCHKEY_WORKSPACE_API_KEY: WORKSPACE_KEY,
      PLAN_API_KEYS_MAX: String(KEYS_MAX - 1),
    })
    assert.equal(code, 1)
    assert.match(stderr, /answered 201 instead of 402/)
  })
})
