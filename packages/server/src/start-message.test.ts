import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { startServer } from './composition/start-server.ts'
import { startMessage } from './start-message.ts'

describe('the message of a start', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'latchkey-message-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true }))

  const messageOf = async (environment: Record<string, string> = {}): Promise<string> => {
    const server = await startServer({
      environment: {
        LATCHKEY_DATA_DIR: dataDir,
        LATCHKEY_SERVE_HTTP_PORT: '0',
        LATCHKEY_SERVE_METRICS_PORT: '0',
        ...environment,
      },
    })
    try {
      return startMessage(server, 'all')
    } finally {
      await server.stop()
    }
  }

  it('shows the project API key once, and from then on how to make another', async () => {
    assert.match(await messageOf(), /export LATCHKEY_PROJECT_API_KEY=ory_pat_\w{49}\n/)
    const second = await messageOf()
    assert.equal(second.includes('ory_pat_'), false)
    assert.match(second, /create project-api-key <name>/)
  })

  it('says what must not get lost: the file of the master key, or the secret that stands for it', async () => {
    assert.ok((await messageOf()).includes(`Keep ${join(dataDir, 'master.key')}:`))
    rmSync(dataDir, { recursive: true })
    const master = randomBytes(48).toString('base64url')
    assert.match(await messageOf({ LATCHKEY_SECRETS_MASTER_CURRENT: master }), /Keep secrets\.master\.current:/)
  })
})
