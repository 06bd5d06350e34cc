import { createCipheriv, createHmac, hash, randomBytes } from 'node:crypto'
import type { Tier } from '../bar.ts'

/** Every bit of the sealed bytes, and for the text: shorter, longer, padded, in another alphabet. */
export function misspeltTokens(token: string, tier: Tier): readonly string[] {
  const sealed = Buffer.from(token, 'base64url')
  const flipped = Array.from({ length: sealed.length * 8 }, (_, bit) => {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    return changed.toString('base64url')
  })
  const respelt = [
    `${token}=`,
    `${token}A`,
    token.slice(0, -1),
    ` ${token}`,
    `${token}\n`,
    token.toUpperCase(),
    Buffer.from(sealed).toString('hex'),
  ]
  const chosen =
    tier === 'full' ? flipped : flipped.filter((_, index) => index % 3 === sealed.length % 3 || index > flipped.length - 32)
  return [...chosen, ...respelt]
}

/** Somebody who has the secret of the project. */
interface Forger {
  readonly hmacSecret: string
  readonly projectId: string
  /** Of another list than the one that is asked. */
  readonly filter: string
}

/** The layout as it is published, sealed by somebody who has the project's secret. */
export function forgeries({ hmacSecret, projectId, filter: otherFilter }: Forger): {
  readonly honest: string
  readonly foreign: readonly string[]
} {
  const key = createHmac('sha256', hmacSecret).update('talos/pagination/v1/cursor-key').digest()
  const seal = (plain: Buffer, filter = '', purpose = 'latchkey/page-token/v1'): string => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
    cipher.setAAD(Buffer.from([purpose, projectId, 'issued', hash('sha256', filter, 'hex')].join('\0')))
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url')
  }
  const cursor = (version: number, at: bigint, id: string): Buffer => {
    const plain = Buffer.alloc(25)
    plain.writeUInt8(version)
    plain.writeBigUInt64BE(at, 1)
    plain.write(id, 9, 'latin1')
    return plain
  }
  const uuid = Buffer.from('6ba7b8109dad41d180b400c04fd430c8', 'hex').toString('latin1')
  const now = BigInt(Date.now())
  const json = (content: unknown): Buffer => Buffer.from(JSON.stringify(content))
  return {
    honest: seal(cursor(1, now, uuid)),
    foreign: [
      seal(cursor(0, now, uuid)),
      seal(cursor(2, now, uuid)),
      seal(cursor(1, 0xffff_ffff_ffff_ffffn, uuid)),
      seal(cursor(1, 8_640_000_000_000_001n, uuid)),
      seal(Buffer.concat([cursor(1, now, uuid), Buffer.from([0])])),
      seal(cursor(1, now, uuid).subarray(0, 24)),
      seal(Buffer.alloc(0)),
      seal(json([{ column: 'created_at', order: 'DESC', value: 1 }])),
      seal(json({ created_at: 1, 'hash; --': 'x' })),
      seal(Buffer.from('(SELECT sealed FROM x) --')),
      seal(Buffer.from("x' OR 1=1; --            ".slice(0, 25))),
      seal(cursor(1, now, uuid), '', 'latchkey/other/v1'),
      seal(cursor(1, now, uuid), otherFilter),
    ],
  }
}
