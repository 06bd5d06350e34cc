import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Secret } from '@latchkey/core/credential/secret'
import { systemRandom } from '../composition/system-clock.ts'
import { generateHmacSecret } from './generate-secrets.ts'
import { installMasterKeyFile, MASTER_KEY_FILE, MasterKeyError, openMasterKeys, readMasterKeyFile } from './master-key.ts'

let folder: string
let dataDir: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-master-'))
  dataDir = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (options: Partial<Parameters<typeof openMasterKeys>[0]> = {}) =>
  openMasterKeys({ dataDir, configured: undefined, random: systemRandom, mayCreate: true, ...options })
const keyFile = (): string => join(dataDir, MASTER_KEY_FILE)
const isRefusal = (error: unknown): boolean => error instanceof MasterKeyError

describe('the master key file', () => {
  it('is made once, for its owner only, and found again', () => {
    const first = open()
    assert.equal(first.current.length, 32)
    assert.equal(statSync(keyFile()).mode & 0o777, 0o600)
    assert.equal(statSync(dataDir).mode & 0o777, 0o700)
    assert.deepEqual(open({ mayCreate: false }), first)
    assert.deepEqual(readdirSync(dataDir), [MASTER_KEY_FILE])
  })

  it('is not made when something was sealed with another one before', () => {
    assert.throws(
      () => open({ mayCreate: false }),
      (error) => isRefusal(error) && /is missing/.test(String(error)),
    )
  })

  it('is refused when others may read or write it', () => {
    open()
    for (const mode of [0o640, 0o604, 0o620, 0o666]) {
      chmodSync(keyFile(), mode)
      assert.throws(() => open(), isRefusal)
    }
    chmodSync(keyFile(), 0o400)
    assert.equal(open().current.length, 32)
  })

  it('is refused when it holds something else, and never quoted', () => {
    open()
    for (const content of ['', 'canary', `${'A'.repeat(42)}B`, 'A'.repeat(44), `${'A'.repeat(43)}\n${'A'.repeat(43)}`]) {
      writeFileSync(keyFile(), content)
      assert.throws(
        () => open(),
        (error) => isRefusal(error) && !String(error).includes('canary'),
      )
    }
  })

  it('is one and the same for processes that start at once', async () => {
    const program = `import { openMasterKeys } from ${JSON.stringify(import.meta.resolve('./master-key.ts'))}
      import { systemRandom } from ${JSON.stringify(import.meta.resolve('../composition/system-clock.ts'))}
      const keys = openMasterKeys({ dataDir: ${JSON.stringify(dataDir)}, configured: undefined, random: systemRandom, mayCreate: true })
      process.stdout.write(Buffer.from(keys.current).toString('hex'))`
    const keys = await Promise.all(Array.from({ length: 4 }, () => outputOf(program)))
    assert.equal(keys[0]?.length, 64)
    assert.equal(new Set(keys).size, 1)
    assert.deepEqual(readdirSync(dataDir), [MASTER_KEY_FILE])
  })
})

describe('a master key that was kept elsewhere', () => {
  it('becomes the key file, once or again', () => {
    const key = systemRandom.bytes(32)
    installMasterKeyFile(dataDir, key, systemRandom)
    installMasterKeyFile(dataDir, key, systemRandom)
    assert.deepEqual(Buffer.from(readMasterKeyFile(dataDir) ?? []), Buffer.from(key))
    assert.equal(statSync(keyFile()).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(dataDir), [MASTER_KEY_FILE])
  })

  it('never takes the place of another', () => {
    const { current } = open()
    assert.throws(() => installMasterKeyFile(dataDir, systemRandom.bytes(32), systemRandom), /another master key/)
    assert.deepEqual(readMasterKeyFile(dataDir), current)
  })
})

describe('a configured master secret', () => {
  const [current, former] = [new Secret(generateHmacSecret()), new Secret(generateHmacSecret())]

  it('needs no file and always gives the same keys', () => {
    const keys = open({ configured: { current, retired: [former] }, mayCreate: false })
    assert.deepEqual(open({ configured: { current, retired: [former] } }), keys)
    assert.equal(keys.retired.length, 1)
    assert.notDeepEqual(keys.current, keys.retired[0])
    assert.throws(() => statSync(keyFile()))
  })

  it('leaves what the file sealed readable', () => {
    const fromFile = open()
    const keys = open({ configured: { current, retired: [] } })
    assert.deepEqual(keys.retired, [fromFile.current])
    assert.ok(!readFileSync(keyFile(), 'utf8').includes(current.reveal()))
  })
})

function outputOf(program: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`exited with ${code}`))))
  })
}
