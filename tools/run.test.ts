import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, it } from 'node:test'

const lockOf = (version: string) =>
  JSON.stringify({ packages: { '': {}, 'node_modules/thing': { version, integrity: `sha512-${version}` } } })

/** Stands in for npm: notes the call, takes its time and leaves behind what npm would. */
const FAKE_NPM = `
const fs = require('node:fs')
fs.appendFileSync('npm-calls', process.argv[2] + '\\n')
if (fs.existsSync('npm-fails')) { console.log('no such registry'); process.exit(7) }
fs.rmSync('node_modules', { recursive: true, force: true })
setTimeout(() => {
  fs.mkdirSync('node_modules/.bin', { recursive: true })
  fs.symlinkSync(process.execPath, 'node_modules/.bin/node')
  fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
}, 300)
`

describe('tools/run.mjs', () => {
  let root: string
  const at = (...parts: string[]) => join(root, ...parts)
  const write = (path: string, content: string) => writeFileSync(at(path), content)
  const npmCalls = () => (existsSync(at('npm-calls')) ? readFileSync(at('npm-calls'), 'utf8').trim().split('\n') : [])

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'latchkey-run-'))
    mkdirSync(at('tools'))
    copyFileSync(new URL('./run.mjs', import.meta.url), at('tools', 'run.mjs'))
    write('package-lock.json', lockOf('1.0.0'))
    write('fake-npm.js', FAKE_NPM)
    write('echo.mjs', 'console.log(JSON.stringify(process.argv.slice(2)))')
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  function start(...args: string[]): ChildProcess {
    const env = { ...process.env, npm_execpath: at('fake-npm.js') }
    return spawn(process.execPath, [at('tools', 'run.mjs'), ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  async function run(...args: string[]) {
    const child = start(...args)
    assert(child.stdout && child.stderr)
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { stdout, stderr, code }
  }

  it('installs what is missing, once, and keeps standard output for the script', async () => {
    const first = await run('echo.mjs', 'a', '--b')
    assert.deepEqual([first.stdout, first.code], ['["a","--b"]\n', 0])
    assert.match(first.stderr, /Installing dependencies/)
    const second = await run('echo.mjs')
    assert.deepEqual([second.stdout, second.stderr, second.code], ['[]\n', '', 0])
    assert.deepEqual(npmCalls(), ['ci'])
  })

  it('installs again when the lock file changed', async () => {
    await run('echo.mjs')
    write('package-lock.json', lockOf('1.0.1'))
    await run('echo.mjs')
    assert.equal(npmCalls().length, 2)
  })

  it('believes a complete installation that somebody else made', async () => {
    mkdirSync(at('node_modules'))
    write('node_modules/.package-lock.json', lockOf('1.0.0'))
    assert.equal((await run('echo.mjs')).code, 0)
    assert.deepEqual(npmCalls(), [])
  })

  it('does not believe an installation of another version', async () => {
    mkdirSync(at('node_modules'))
    write('node_modules/.package-lock.json', lockOf('0.9.9'))
    await run('echo.mjs')
    assert.equal(npmCalls().length, 1)
  })

  it('lets one of several simultaneous starts install and the others wait for it', async () => {
    const runs = await Promise.all([run('echo.mjs', '1'), run('echo.mjs', '2'), run('echo.mjs', '3')])
    assert.deepEqual(
      runs.map((result) => result.stdout),
      ['["1"]\n', '["2"]\n', '["3"]\n'],
    )
    assert.equal(npmCalls().length, 1)
    assert.equal(existsSync(at('.install-lock')), false)
  })

  it('takes over the lock of a process that is gone', async () => {
    const gone = spawn(process.execPath, ['-e', ''])
    await once(gone, 'close')
    mkdirSync(at('.install-lock'))
    write(`.install-lock/${hostname()}~${gone.pid}~x`, '')
    assert.equal((await run('echo.mjs')).code, 0)
    assert.equal(npmCalls().length, 1)
    assert.equal(existsSync(at('.install-lock')), false)
  })

  it('says why npm failed and tries again next time', async () => {
    write('npm-fails', '')
    const failed = await run('echo.mjs')
    assert.deepEqual([failed.stdout, failed.code], ['', 1])
    assert.match(failed.stderr, /no such registry\nlatchkey: npm ci failed with code 7/)
    rmSync(at('npm-fails'))
    assert.equal((await run('echo.mjs')).code, 0)
  })

  it('exits with the code of the script, or 128 and the signal that ended it', async () => {
    write('three.mjs', 'process.exit(3)')
    write('killed.mjs', "process.kill(process.pid, 'SIGKILL')")
    assert.equal((await run('three.mjs')).code, 3)
    assert.equal((await run('killed.mjs')).code, 137)
  })

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`hands ${signal} on to the script and waits for it`, async () => {
      write(
        'wait.mjs',
        `process.on('${signal}', () => { console.log('bye'); process.exit(5) }); setInterval(() => {}, 1000); console.log('up')`,
      )
      const child = start('wait.mjs')
      assert(child.stdout)
      let output = ''
      child.stdout.on('data', (chunk) => {
        output += chunk
        if (output === 'up\n') child.kill(signal)
      })
      const [code] = await once(child, 'close')
      assert.deepEqual([output, code], ['up\nbye\n', 5])
    })
  }

  it('ends the script when the shell that npm put between them is gone', async () => {
    write(
      'wait.mjs',
      "process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); setInterval(() => {}, 1000); console.log('up')",
    )
    const shell = spawn('sh', ['-c', `'${process.execPath}' tools/run.mjs wait.mjs; true`], {
      cwd: root,
      env: { ...process.env, npm_execpath: at('fake-npm.js'), npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    shell.stdout.on('data', (chunk) => {
      output += chunk
      if (output === 'up\n') shell.kill('SIGTERM')
    })
    await once(shell.stdout, 'close', { signal: AbortSignal.timeout(10_000) })
    assert.equal(output, 'up\nbye\n')
  })

  it('falls back to its own Node where the pinned one does not start', async () => {
    mkdirSync(at('node_modules', '.bin'), { recursive: true })
    write('node_modules/.package-lock.json', lockOf('1.0.0'))
    writeFileSync(at('node_modules', '.bin', 'node'), '#!/no/such/loader\n', { mode: 0o755 })
    assert.equal((await run('echo.mjs', 'x')).stdout, '["x"]\n')
  })
})
