import { createHash, type Hash } from 'node:crypto'
import { appendFileSync, closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { createPrivately, syncFile } from './durable-file.ts'

// A backup is an SQLite database file with one line after its last page, which SQLite passes over: the digest of what comes
// before. SQLite itself notices damage only in the structure of a file, not in the values it holds.
const SEAL_HEAD = '\nlatchkey-backup/1 sha256='
const SEAL_BYTES = SEAL_HEAD.length + 64 + 1
const CHUNK_BYTES = 1024 * 1024

/** Ends a database file with its digest, on disk. */
export function sealBackup(file: string): void {
  const digest = reading(file, (descriptor) => digestOf(descriptor, fstatSync(descriptor).size))
  appendFileSync(file, `${SEAL_HEAD}${digest}\n`)
  syncFile(file)
}

/** Copies the database out of a backup into a new private file. Throws `failed_precondition` when the backup is not whole. */
export function unpackBackup(backup: string, target: string): void {
  createPrivately(target)
  const output = openSync(target, 'r+')
  try {
    reading(backup, (descriptor) => {
      const size = fstatSync(descriptor).size - SEAL_BYTES
      const expected = readSeal(descriptor, size, backup)
      const digest = digestOf(descriptor, size, (chunk) => writeFully(output, chunk))
      if (digest !== expected) throw damaged(`${backup} is damaged: its content does not match its digest`)
    })
  } finally {
    closeSync(output)
  }
  syncFile(target)
}

function readSeal(descriptor: number, position: number, file: string): string {
  const seal = Buffer.alloc(SEAL_BYTES)
  const read = position < 0 ? 0 : readSync(descriptor, seal, 0, SEAL_BYTES, position)
  const digest = new RegExp(`^${SEAL_HEAD}([0-9a-f]{64})\n$`).exec(seal.toString('latin1', 0, read))?.[1]
  if (digest === undefined)
    throw damaged(`${file} is no backup, or it was cut off: what \`latchkey backup\` writes last is missing`)
  return digest
}

function digestOf(descriptor: number, size: number, use: (chunk: Uint8Array) => void = () => {}): string {
  const hash: Hash = createHash('sha256')
  const buffer = Buffer.alloc(CHUNK_BYTES)
  for (let position = 0; position < size; ) {
    const read = readSync(descriptor, buffer, 0, Math.min(CHUNK_BYTES, size - position), position)
    if (read === 0) throw damaged('the file became shorter while it was read')
    const chunk = buffer.subarray(0, read)
    hash.update(chunk)
    use(chunk)
    position += read
  }
  return hash.digest('hex')
}

function writeFully(descriptor: number, chunk: Uint8Array): void {
  for (let written = 0; written < chunk.length; ) written += writeSync(descriptor, chunk, written)
}

function reading<T>(file: string, work: (descriptor: number) => T): T {
  const descriptor = openSync(file, 'r')
  try {
    return work(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const damaged = (reason: string): DomainError => new DomainError('failed_precondition', { reason })
