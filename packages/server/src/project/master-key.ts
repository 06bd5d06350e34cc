import { hkdfSync } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { equalInConstantTime } from '@latchkey/core/crypto/constant-time'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import type { ConfigSecrets } from '../config/config.ts'

const MASTER_KEY_BYTES = 32
export const MASTER_KEY_FILE = 'master.key'
const OTHERS_MAY = 0o077

/** The key that seals the secrets of all projects cannot be had. The message never contains key material. */
export class MasterKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MasterKeyError'
  }
}

export interface OpenMasterKeysOptions {
  readonly dataDir: string
  /** `secrets.master` of the configuration. */
  readonly configured: ConfigSecrets['master']
  readonly random: RandomSource
  /** Whether a key file may be made: only while nothing has been sealed yet. */
  readonly mayCreate: boolean
}

/**
 * The master keys: those of the configuration, or the one in the data folder, which is made at the first start. A key file
 * that exists beside a configured secret still opens what it sealed. Throws MasterKeyError.
 */
export function openMasterKeys({ dataDir, configured, random, mayCreate }: OpenMasterKeysOptions): MasterKeys {
  const file = join(dataDir, MASTER_KEY_FILE)
  const fromFile = readKeyFile(file)
  if (configured !== undefined) {
    const retired = configured.retired.map((secret) => keyFromText(secret.reveal()))
    return {
      current: keyFromText(configured.current.reveal()),
      retired: fromFile === undefined ? retired : [...retired, fromFile],
    }
  }
  if (fromFile !== undefined) return { current: fromFile, retired: [] }
  if (!mayCreate) {
    throw new MasterKeyError(
      `${file} is missing, but the database holds projects sealed with it; restore the file or set secrets.master.current`,
    )
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  return { current: placeKeyFile(file, random.bytes(MASTER_KEY_BYTES), random), retired: [] }
}

/** The key in the data folder, if there is one. Throws MasterKeyError for a file that is none or that others can read. */
export const readMasterKeyFile = (dataDir: string): Uint8Array | undefined => readKeyFile(join(dataDir, MASTER_KEY_FILE))

/**
 * Puts a key that was kept elsewhere into the data folder. Throws MasterKeyError, and changes nothing, when another key is
 * there already: what it sealed would be lost.
 */
export function installMasterKeyFile(dataDir: string, key: Uint8Array, random: RandomSource): void {
  const file = join(dataDir, MASTER_KEY_FILE)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const installed = readKeyFile(file) ?? placeKeyFile(file, key, random)
  if (!equalInConstantTime(installed, key)) throw new MasterKeyError(`${file} holds another master key; move it away first`)
}

/** RFC 5869: any text with enough randomness becomes a key of the right length, for this purpose only. */
const keyFromText = (text: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', text, '', 'latchkey/master-key/v1', MASTER_KEY_BYTES))

function readKeyFile(file: string): Uint8Array | undefined {
  const descriptor = openIfPresent(file)
  if (descriptor === undefined) return undefined
  try {
    const { mode } = fstatSync(descriptor)
    if ((mode & OTHERS_MAY) !== 0)
      throw new MasterKeyError(`${file} can be read or written by others; allow its owner only (chmod 600)`)
    const text = readFileSync(descriptor, 'utf8').trim()
    const key = Buffer.from(text, 'base64url')
    if (key.length !== MASTER_KEY_BYTES || key.toString('base64url') !== text)
      throw new MasterKeyError(`${file} does not hold a master key`)
    return new Uint8Array(key)
  } finally {
    closeSync(descriptor)
  }
}

function openIfPresent(file: string): number | undefined {
  try {
    return openSync(file, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new MasterKeyError(`${file} cannot be read`, { cause })
  }
}

/**
 * Writes a key under a name of its own and links it into place, so that the file is never seen half written and of two
 * processes that start at once both use the first one's key.
 */
function placeKeyFile(file: string, wanted: Uint8Array, random: RandomSource): Uint8Array {
  const draft = `${file}.${random.uuid()}`
  try {
    writeDurably(draft, `${Buffer.from(wanted).toString('base64url')}\n`)
    linkIfAbsent(draft, file)
  } catch (cause) {
    throw new MasterKeyError(`${file} cannot be written`, { cause })
  } finally {
    rmSync(draft, { force: true })
  }
  const key = readKeyFile(file)
  if (key === undefined) throw new MasterKeyError(`${file} disappeared while it was made`)
  return key
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function linkIfAbsent(draft: string, file: string): void {
  try {
    linkSync(draft, file)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  }
  syncFolder(join(file, '..'))
}

/** Makes the new name itself survive a power cut. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
