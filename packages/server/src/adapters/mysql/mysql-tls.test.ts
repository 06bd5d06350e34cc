import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type MariadbServer, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { MysqlDatabase } from './mysql-database.ts'

const folder = openTemporaryFolder()
const file = (name: string): string => join(folder.path, name)
let server: MariadbServer

/** A certificate that vouches for itself, of a server with this name. */
function certify(name: string, host: string): void {
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file(`${name}.key`)]
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, '-out', file(`${name}.pem`), ...subject], { stdio: 'ignore' })
  // The server is another user.
  for (const made of [`${name}.key`, `${name}.pem`]) chmodSync(file(made), 0o644)
}

/** The cipher of a connection; empty when there is none. */
async function cipherWith(host: string, parameters: string): Promise<string> {
  const database = new MysqlDatabase(networkLocation(`mysql://latchkey@${host}:${server.port}/latchkey?${parameters}`))
  try {
    const row = await database.verification.get<readonly [string, string]>("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
    return row?.[1] ?? ''
  } finally {
    await database.close()
  }
}

const serving = (name: string) => ({ settings: { ssl_cert: file(`${name}.pem`), ssl_key: file(`${name}.key`) } })
const unavailable = { code: 'service_unavailable' }

describe('MysqlDatabase over TLS', () => {
  before(() => {
    chmodSync(folder.path, 0o755)
    certify('right', 'localhost')
    certify('wrong', 'db.example.com')
  })
  after(() => folder.remove())

  test('is encrypted as the mode says, and refuses a certificate that the mode does not take', async () => {
    server = await startMariadb(serving('right'))
    try {
      const authority = `sslrootcert=${file('right.pem')}`
      assert.equal(await cipherWith('127.0.0.1', 'sslmode=disable'), '')
      assert.notEqual(await cipherWith('127.0.0.1', 'sslmode=require'), '')
      assert.notEqual(await cipherWith('127.0.0.1', `sslmode=verify-ca&${authority}`), '')
      assert.notEqual(await cipherWith('localhost', `sslmode=verify-full&${authority}`), '')
      await assert.rejects(cipherWith('localhost', 'sslmode=verify-full'), unavailable)
      await assert.rejects(cipherWith('localhost', `sslmode=verify-ca&sslrootcert=${file('wrong.pem')}`), unavailable)
      await assert.rejects(cipherWith('localhost', `sslmode=verify-ca&sslrootcert=${file('nowhere.pem')}`), unavailable)
    } finally {
      await server.stop()
    }
  })

  test('refuses the certificate of another name, and never checks a name against an address', async () => {
    server = await startMariadb(serving('wrong'))
    try {
      const authority = `sslrootcert=${file('wrong.pem')}`
      assert.notEqual(await cipherWith('localhost', `sslmode=verify-ca&${authority}`), '')
      await assert.rejects(cipherWith('localhost', `sslmode=verify-full&${authority}`), unavailable)
    } finally {
      await server.stop()
    }
  })

  test('does not fall back to the clear when the server offers no TLS', async () => {
    server = await startMariadb()
    try {
      assert.equal(await cipherWith('127.0.0.1', 'sslmode=disable'), '')
      await assert.rejects(cipherWith('127.0.0.1', 'sslmode=require'), unavailable)
    } finally {
      await server.stop()
    }
  })
})
