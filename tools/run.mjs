// Installs what is missing, then runs a script under the Node release that this repository pins.
//
//   node tools/run.mjs <script> [arguments…]
//
// It must work on Node 20 without any dependency: it is the one file that runs before they are there.
// Standard output belongs to the script; progress goes to standard error.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { constants, hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const lockfile = join(root, 'package-lock.json')
const stampFile = join(modules, '.latchkey-install')
const installLock = join(root, '.install-lock')
/** Where Node keeps stripped and compiled sources, so that only the first start pays for them. Not in a shared folder. */
const compileCache = join(modules, '.cache', 'compiled')

const MINIMUM_NODE = [24, 14, 1]
const HEARTBEAT_MS = 5_000
const STALE_AFTER_MS = 5 * 60_000
const POLL_MS = 250

const say = (text) => process.stderr.write(`${text}\n`)

/** Changes with the lock file and with the platform, whose packages differ. */
const wantedStamp = () =>
  `${createHash('sha256').update(readFileSync(lockfile)).digest('hex')} ${process.platform}-${process.arch}\n`

const readText = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** What npm itself noted at the end of its last complete installation, by whichever command that was. */
function npmInstalledTheLockfile() {
  const installed = readText(join(modules, '.package-lock.json'))
  if (installed === undefined) return false
  try {
    const present = JSON.parse(installed).packages
    const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages
    return Object.entries(wanted).every(([path, entry]) => {
      if (!path.includes('node_modules/')) return true
      const found = present[path]
      if (found === undefined) return entry.optional === true && !fitsPlatform(entry)
      return found.version === entry.version && found.integrity === entry.integrity
    })
  } catch {
    return false
  }
}

const fitsPlatform = (entry) =>
  (entry.os === undefined || entry.os.includes(process.platform)) &&
  (entry.cpu === undefined || entry.cpu.includes(process.arch)) &&
  (entry.libc === undefined || entry.libc.includes(isMusl() ? 'musl' : 'glibc'))

const isMusl = () => process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined

function isInstalled() {
  const stamp = wantedStamp()
  if (readText(stampFile) === stamp) return true
  if (!npmInstalledTheLockfile()) return false
  writeFileSync(stampFile, stamp)
  return true
}

/** The only file in the lock directory is named after its owner, so that renaming it hands the lock over to exactly one. */
const ownerName = `${hostname().replaceAll('~', '-')}~${process.pid}~${Date.now().toString(36)}`

/** A directory with an owner inside, moved into place: nobody ever sees a lock without an owner. */
function tryToLock() {
  const draft = `${installLock}-${process.pid}`
  mkdirSync(draft, { recursive: true })
  writeFileSync(join(draft, ownerName), '')
  try {
    renameSync(draft, installLock)
    return true
  } catch {
    rmSync(draft, { recursive: true, force: true })
    return tryToInheritLock()
  }
}

function tryToInheritLock() {
  try {
    const [owner] = readdirSync(installLock)
    if (owner === undefined || !isStale(owner)) return false
    renameSync(join(installLock, owner), join(installLock, ownerName))
    utimesSync(join(installLock, ownerName), new Date(), new Date())
    return true
  } catch {
    return false // somebody was faster
  }
}

function isStale(owner) {
  const [host, pid] = owner.split('~')
  if (host === ownerName.split('~')[0] && !isAlive(Number(pid))) return true
  return Date.now() - statSync(join(installLock, owner)).mtimeMs > STALE_AFTER_MS
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function unlock() {
  rmSync(join(installLock, ownerName), { force: true })
  try {
    rmdirSync(installLock)
  } catch {
    // The next one has already moved its own lock here.
  }
}

async function installOnce() {
  if (isInstalled()) return
  for (let told = false; !tryToLock(); told = true) {
    if (!told) say('Waiting for another installation of the dependencies …')
    await sleep(POLL_MS)
  }
  const heartbeat = setInterval(() => utimesSync(join(installLock, ownerName), new Date(), new Date()), HEARTBEAT_MS)
  try {
    if (!isInstalled()) await install()
  } finally {
    clearInterval(heartbeat)
    unlock()
  }
}

async function install() {
  say('Installing dependencies (npm ci) …')
  const stamp = wantedStamp()
  const startedAt = performance.now()
  const { code, output } = await npmCi()
  if (code !== 0) {
    say(output.trimEnd())
    throw Object.assign(new Error(`npm ci failed with code ${code}; the dependencies are not installed`), { exitCode: code })
  }
  mkdirSync(modules, { recursive: true })
  writeFileSync(stampFile, stamp)
  say(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`)
}

/** The npm that started us when there is one, so that a version manager's choice is kept. */
function npmCi() {
  const options = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm, ...options]] : ['npm', options]
  const shell = process.platform === 'win32' && command === 'npm'
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell })
  const stopForwarding = forwardSignals(child)
  return new Promise((done) => {
    let output = ''
    const collect = (chunk) => (output += chunk)
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => finish(127, error.message))
    child.on('close', (code, signal) => finish(exitCodeOf(code, signal), ''))
    const finish = (code, extra) => {
      stopForwarding()
      done({ code, output: output + extra })
    }
  })
}

const exitCodeOf = (code, signal) => (signal === null ? code : 128 + constants.signals[signal])

/** On a terminal the whole foreground group receives Ctrl-C itself; a second one would look like impatience. */
function forwardSignals(child) {
  const forward = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  return () => {
    for (const signal of signals) process.off(signal, forward)
  }
}

function isRecentEnough(version) {
  const parts = version.split('.').map(Number)
  const different = MINIMUM_NODE.findIndex((minimum, index) => parts[index] !== minimum)
  return different === -1 || parts[different] > MINIMUM_NODE[different]
}

/** The pinned release first; the Node we run on where that release has no package or does not start (musl, for one). */
function candidateRuntimes() {
  const pinned = join(modules, '.bin', 'node')
  const candidates = []
  if (process.platform !== 'win32' && existsSync(pinned)) candidates.push(pinned)
  if (isRecentEnough(process.versions.node)) candidates.push(process.execPath)
  return candidates
}

/** Resolves to the exit code, or to `undefined` when the runtime itself cannot be started here. */
function runUnder(runtime, args) {
  const child = spawn(runtime, args, { stdio: 'inherit', env: { NODE_COMPILE_CACHE: compileCache, ...process.env } })
  const stopForwarding = forwardSignals(child)
  const stopWatching = endWithNpm(child)
  return new Promise((done) => {
    const finish = (code) => {
      stopForwarding()
      stopWatching()
      done(code)
    }
    child.on('error', () => finish(undefined))
    child.on('close', (code, signal) => finish(exitCodeOf(code, signal)))
  })
}

/** npm hands a signal to the shell between us, which dies of it without a word: what it started must not stay behind. */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return () => {}
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, POLL_MS)
  return () => clearInterval(watch)
}

async function main([script, ...args]) {
  if (script === undefined) throw new Error('usage: node tools/run.mjs <script> [arguments…]')
  await installOnce()
  for (const runtime of candidateRuntimes()) {
    const code = await runUnder(runtime, [resolve(root, script), ...args])
    if (code !== undefined) return code
  }
  const minimum = MINIMUM_NODE.join('.')
  throw new Error(
    `There is no Node release to run on: none is pinned for ${process.platform}-${process.arch}, ` +
      `and this one (${process.versions.node}) is older than ${minimum}. Install Node ${minimum} or newer and try again.`,
  )
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  say(`latchkey: ${error.message}`)
  process.exitCode = error.exitCode > 128 ? error.exitCode : 1
}
