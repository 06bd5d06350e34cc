import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Instant } from '@latchkey/core/ports/clock'
import type { ProjectRecord, StoredProject } from '@latchkey/core/ports/project-store'
import { sealDataKey } from '@latchkey/core/project/project-secrets'
import { buildAuditEntry, buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { openSqliteStore, type SqliteStore } from './adapters/sqlite/sqlite-store.ts'
import { openAdministration } from './administration.ts'
import { systemRandom } from './composition/system-clock.ts'
import { diagnoseInstallation } from './diagnose-installation.ts'
import { generateHmacSecret } from './project/generate-secrets.ts'
import { readMasterKeyFile } from './project/master-key.ts'

const DAY_MS = 24 * 60 * 60 * 1000

let folder: ReturnType<typeof openTemporaryFolder>
let store: SqliteStore
let stored: StoredProject
const environment: Record<string, string> = {}

beforeEach(async () => {
  folder = openTemporaryFolder()
  environment['LATCHKEY_DATA_DIR'] = folder.path
  delete environment['LATCHKEY_SECRETS_MASTER_CURRENT']
  const path = join(folder.path, 'latchkey.db')
  store = openSqliteStore({ path })
  const administration = await openAdministration({ configFile: undefined, environment })
  await administration.close()
  const first = await store.projects.findDefaultProject()
  assert.ok(first)
  stored = first
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

const change = (decide: (project: ProjectRecord) => Partial<ProjectRecord>, secrets = stored.secrets) =>
  store.projects.changeProject(stored.project.id, ({ project }) => ({
    project: { ...project, ...decide(project) },
    secrets,
    audit: buildAuditEntry({ event: 'project.updated' }),
  }))

async function issue(count: number, prefix: string, hmacSecretId: string): Promise<void> {
  const projectId = stored.project.id
  for (let made = 0; made < count; made++) {
    const key = buildIssuedKey({ projectId, prefix, hmacSecretId })
    await store.keys.insert(projectId, buildInsertion({ key }))
  }
}

/** What doctor says beyond the state of the files. */
async function findings(configFile?: string): Promise<readonly string[]> {
  const found = await diagnoseInstallation({ configFile, environment })
  return found
    .filter(({ check, message }) => ['project secrets', 'live keys'].includes(check) || / projects? /.test(message))
    .map(({ state, check, message }) => `${state} ${check}: ${message}`)
}

const currentHmac = () => stored.secrets.find(({ purpose }) => purpose === 'hmac')?.id ?? ''

describe('what doctor says of the projects', () => {
  it('is one line when all is well', async () => {
    await issue(3, 'ory_ak', currentHmac())
    assert.deepEqual(await findings(), ['ok master key: no project needs a retired master key'])
  })

  it('counts the live keys of retired prefixes and warns of stranded ones', async () => {
    await issue(1, 'ory_ak', currentHmac())
    await issue(2, 'old', currentHmac())
    await issue(3, 'ended', currentHmac())
    await issue(4, 'dropped', currentHmac())
    await issue(1, 'ory_ak', 'no-such-secret')
    const retired = ['old', { value: 'ended', expires_at: '2025-01-01T00:00:00Z' }]
    await change(({ revision }) => ({
      config: { credentials: { api_keys: { prefix: { current: 'ory_ak', retired } } } },
      revision: revision + 1,
    }))
    const lines = await findings()
    const about = (text: string) => lines.filter((line) => line.includes(text))
    assert.match(about('prefix old').join(), /^ok live keys: project default: 2 live keys hang on the retired prefix old$/)
    assert.match(about('prefix ended').join(), /^warning live keys: .*3 live keys .*ended on 2025-01-01T00:00:00.000Z: stranded$/)
    assert.match(about('prefix dropped').join(), /^warning live keys: .*4 live keys .*neither current nor retired: stranded$/)
    assert.match(about('no-such-secret').join(), /^warning live keys: .*1 live key hangs on the HMAC secret no-such-secret/)
    assert.equal(lines.length, 5)
  })

  it('knows the secrets that the configuration fixes, and retires those of the project', async () => {
    await issue(2, 'ory_ak', currentHmac())
    const configFile = join(folder.path, 'latchkey.json')
    writeFileSync(configFile, JSON.stringify({ secrets: { hmac: { current: generateHmacSecret() } } }), { mode: 0o600 })
    assert.ok(
      (await findings(configFile)).some((line) => line.includes(`2 live keys hang on the retired HMAC secret ${currentHmac()}`)),
    )
  })

  it('names secrets of more than two years', async () => {
    const aged = (days: number) =>
      stored.secrets.map((secret) => ({ ...secret, createdAt: (Date.now() - days * DAY_MS) as Instant }))
    await change(() => ({}), aged(729))
    assert.equal((await findings()).length, 1)
    await change(() => ({}), aged(731))
    assert.equal((await findings()).filter((line) => line.endsWith('is 731 days old; rotate it')).length, 2)
  })

  it('counts projects under a retired master key, and names those that do not open', async () => {
    environment['LATCHKEY_SECRETS_MASTER_CURRENT'] = generateHmacSecret()
    assert.deepEqual(await findings(), [
      'warning master key: 1 of 1 projects are still sealed under a retired master key; a running server seals them anew',
    ])
    const dataKey = systemRandom.bytes(32)
    const lost = sealDataKey(stored.project.id, dataKey, systemRandom.bytes(32), systemRandom)
    await change(() => ({ sealedDataKey: lost }))
    const [, problem] = await findings()
    assert.match(problem ?? '', /^problem project secrets: project default: the data key .* was sealed with another master key/)
    const key = Buffer.from(readMasterKeyFile(folder.path) ?? []).toString('base64url')
    assert.ok(!(problem ?? key).includes(key))
  })
})
