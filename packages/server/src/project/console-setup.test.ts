import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { hashOneTimeToken } from '@latchkey/core/account/one-time-token'
import { SETUP_TOKEN_LIFE_MS } from '@latchkey/core/account/setup-token'
import { GOOD_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { loadConfig } from '../config/load-config.ts'
import { prepareConsole, renewSetupLink, SETUP_LINK_FILE } from './console-setup.ts'

async function openServer(environment: Record<string, string> = {}) {
  const bench = await openAccountBench()
  const { path } = openTemporaryFolder()
  const { config } = loadConfig({ environment: { LATCHKEY_DATA_DIR: path, ...environment } })
  const file = join(path, SETUP_LINK_FILE)
  return { ...bench, folder: path, file, deps: { ...bench.deps, config, port: 4420, masterKey: new Uint8Array(32).fill(7) } }
}

/** The configuration of a first account whose password stands in a file. */
function firstAccount(email: string, password: string): Record<string, string> {
  const file = join(openTemporaryFolder().path, 'password')
  writeFileSync(file, password)
  return { LATCHKEY_CONSOLE_ADMIN_EMAIL: email, LATCHKEY_CONSOLE_ADMIN_PASSWORD_FILE: file }
}

describe('the setup link', () => {
  it('holds the token in its fragment, and stands in a file for its owner only', async () => {
    const { deps, file, store } = await openServer()
    const link = (await prepareConsole(deps))?.reveal() ?? ''
    assert.match(link, /^http:\/\/localhost:4420\/console\/setup#token=[A-Za-z0-9_-]{43}$/)
    assert.equal(readFileSync(file, 'utf8'), `${link}\n`)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const token = link.split('=')[1] ?? ''
    assert.equal(store.accounts.findSetupToken()?.hash, hashOneTimeToken(token))
    assert.doesNotMatch(JSON.stringify(store.accounts.findSetupToken()), new RegExp(token))
  })

  it('is replaced by the next one, in the file too, whoever could read it before', async () => {
    const { deps, file, store } = await openServer()
    writeFileSync(file, 'old', { mode: 0o644 })
    const first = await renewSetupLink(deps)
    const second = (await renewSetupLink(deps))?.reveal() ?? ''
    assert.notEqual(first?.reveal(), second)
    assert.equal(readFileSync(file, 'utf8'), `${second}\n`)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(store.accounts.findSetupToken()?.hash, hashOneTimeToken(second.split('=')[1] ?? ''))
  })

  it('outlasts a restart until it ends, whatever becomes of its file', async () => {
    const { deps, file, clock } = await openServer()
    const start = async () => (await prepareConsole(deps))?.reveal()
    const first = await start()
    assert.equal(await start(), first)
    clock.advance(SETUP_TOKEN_LIFE_MS - 1)
    assert.equal(await start(), first)
    clock.advance(1)
    const second = await start()
    assert.notEqual(second, first)
    writeFileSync(file, 'nonsense')
    assert.equal(await start(), second)
    rmSync(file)
    assert.equal(await start(), second)
  })

  it('is the same on every server with the same master key, whoever starts first', async () => {
    const { deps, clock } = await openServer()
    const elsewhere = { ...deps, config: { ...deps.config, dataDir: openTemporaryFolder().path } }
    const [first, second] = await Promise.all([prepareConsole(deps), prepareConsole(elsewhere)])
    assert.equal(first?.reveal(), second?.reveal())
    clock.advance(SETUP_TOKEN_LIFE_MS / 2)
    const later = { ...deps, config: { ...deps.config, dataDir: openTemporaryFolder().path } }
    assert.equal((await prepareConsole(later))?.reveal(), first?.reveal())
    const stranger = {
      ...later,
      masterKey: new Uint8Array(32).fill(8),
      config: { ...later.config, dataDir: openTemporaryFolder().path },
    }
    assert.notEqual((await prepareConsole(stranger))?.reveal(), first?.reveal())
  })

  it('that an operator has asked for outlasts a restart, too', async () => {
    const { deps } = await openServer()
    const asked = (await renewSetupLink(deps))?.reveal()
    assert.equal((await prepareConsole(deps))?.reveal(), asked)
  })

  it('begins with the configured address', async () => {
    const { deps } = await openServer({ LATCHKEY_CONSOLE_PUBLIC_URL: 'https://keys.example.com' })
    assert.match((await renewSetupLink(deps))?.reveal() ?? '', /^https:\/\/keys\.example\.com\/console\/setup#token=/)
  })

  it('is gone once there is an account', async () => {
    const { deps, file, claim } = await openServer()
    await prepareConsole(deps)
    await claim()
    assert.equal(await prepareConsole(deps), undefined)
    assert.equal(existsSync(file), false)
  })

  it('is not made where the console is switched off', async () => {
    const { deps, file, store } = await openServer({ LATCHKEY_CONSOLE_ENABLED: 'false' })
    assert.equal(await prepareConsole(deps), undefined)
    assert.deepEqual([existsSync(file), store.accounts.findSetupToken()], [false, undefined])
  })
})

describe('a first account in the configuration', () => {
  it('is made once, and its file is not needed any more', async () => {
    const { deps, store, enter } = await openServer(firstAccount('ops@example.com', `${GOOD_PASSWORD}\r\n`))
    assert.equal(await prepareConsole(deps), undefined)
    await enter('ops@example.com')
    writeFileSync(deps.config.console.firstAccount?.passwordFile ?? '', '')
    assert.equal(await prepareConsole(deps), undefined)
    assert.equal(store.accounts.listMembers(store.projects.listWorkspaces()[0]?.id ?? '').length, 1)
  })

  it('is refused by name when its password or its file does not do, without quoting', async () => {
    const refusals: [Record<string, string>, string][] = [
      [
        firstAccount('ops@example.com', 'canary'),
        'console.admin_password_file: names a file whose password must have at least 12 characters',
      ],
      [firstAccount('ops@example.com', ''), 'console.admin_password_file: names an empty file'],
      [
        { ...firstAccount('ops@example.com', ''), LATCHKEY_CONSOLE_ADMIN_PASSWORD_FILE: '/nowhere/password' },
        'console.admin_password_file: does not exist',
      ],
    ]
    for (const [environment, problem] of refusals) {
      const { deps, store } = await openServer(environment)
      await assert.rejects(prepareConsole(deps), (error: Error & { problems?: { path: string; rule: string }[] }) => {
        assert.deepEqual(
          error.problems?.map(({ path, rule }) => `${path}: ${rule}`),
          [problem],
        )
        return !error.message.includes('canary')
      })
      assert.equal(store.accounts.hasAccounts(), false)
    }
  })
})
