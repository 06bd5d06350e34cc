import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { findFreePort } from '@latchkey/testkit/servers/free-port'
import { fencedBlocks } from '../docs/fenced-blocks.ts'
import { repositoryFile } from '../docs/run-page.ts'
import { type ControlServer, startControlServer, type TestProject } from '../support/control-plane.ts'
import { eventually } from './receiver.ts'

/** The receivers of the guide, and how each is started. */
const receivers = [
  { file: 'receiver.mjs', program: process.execPath, args: ['receiver.mjs'], version: '--version' },
  { file: 'receiver.py', program: 'python3', args: ['receiver.py'], version: '--version' },
  { file: 'receiver.go', program: 'go', args: ['run', 'receiver.go'], version: 'version' },
] as const

/** The first time a compiler builds its standard library. */
const START_MS = 240_000
const blocks = fencedBlocks(readFileSync(repositoryFile('docs/guides/webhooks.md'), 'utf8'))

let server: ControlServer
let project: TestProject
let folder: string

before(async () => {
  server = await startControlServer({ config: { webhooks: { allow_private_targets: true } } })
  project = await server.createProject()
  folder = await mkdtemp(join(tmpdir(), 'latchkey-receivers-'))
  await symlink(repositoryFile('node_modules'), join(folder, 'node_modules'))
})
after(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Whatever it started itself ends with it. */
const stop = (child: ChildProcess): void => {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
}

describe('the receivers of the guide', () => {
  for (const { file, program, args, version } of receivers) {
    const isThere = spawnSync(program, [version]).status === 0
    it(`${file} takes what is genuine and refuses the rest`, { skip: !isThere && `${program} is not installed` }, async () => {
      const block = blocks.find(({ attributes }) => attributes.get('file') === file) ?? assert.fail('not in the guide')
      await writeFile(join(folder, file), block.text)
      const port = await findFreePort()
      const url = `http://127.0.0.1:${port}/`
      const { body: webhook } = await server.control('POST', `/projects/${project.id}/webhooks`, { url })
      const path = `/projects/${project.id}/webhooks/${webhook.id}`
      // Two signatures: the receiver has the older secret, which comes second.
      await server.control('POST', `${path}:rotate-secret`, {})
      const environment = { ...process.env, PORT: String(port), WEBHOOK_SECRET: webhook.secret }
      const child = spawn(program, args, { cwd: folder, env: environment, detached: true })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
      try {
        const forge = () => fetch(url, { method: 'POST', headers: { 'content-length': '2' }, body: '{}' })
        await eventually(
          `${file} is listening: ${output}`,
          () =>
            forge().then(
              () => true,
              () => false,
            ),
          START_MS,
        )
        const { body: test } = await server.control('POST', `${path}:test`)
        await eventually('the message', () => output.includes(`webhook.test ${test.message_id} ${project.id}`))
        const { body: delivery } = await server.control('GET', `${path}/deliveries/${test.message_id}`)
        assert.equal(output.trim().split('\n').length, 1)
        const headers = { 'webhook-id': test.message_id, 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }
        const forged = { ...headers, 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` }
        assert.equal((await fetch(url, { method: 'POST', headers: forged, body: delivery.payload })).status, 400)
        assert.equal((await forge()).status, 400)
      } finally {
        stop(child)
        await server.control('DELETE', path)
      }
    })
  }
})
