import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseKeyDigest } from './key-digest.ts'

// 0xfb 0xff gives both letters in which the alphabets of base64 differ.
const bytesOf = { sha256: Buffer.alloc(32, 'fbff', 'hex'), sha512: Buffer.alloc(64, 'fbff', 'hex') }
const hex = bytesOf.sha256.toString('hex')
const base64 = bytesOf.sha256.toString('base64')

it('reads a digest in every common spelling', () => {
  for (const algorithm of ['sha256', 'sha512'] as const) {
    const bytes = bytesOf[algorithm]
    const padded = bytes.toString('base64')
    const spellings = [
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      padded,
      padded.replace(/=+$/, ''),
      bytes.toString('base64url'),
    ]
    for (const spelling of spellings) assert.equal(parseKeyDigest(spelling, algorithm), bytes.toString('hex'), spelling)
  }
})

it('refuses another length, another alphabet and spare bits', () => {
  const spareBits = `${base64.slice(0, -2)}9=`
  const wrong = [
    '',
    hex.slice(1),
    `${hex}0`,
    `${hex.slice(0, -1)}g`,
    base64.slice(1),
    `${base64}=`,
    `=${base64}`,
    ` ${base64}`,
    spareBits,
  ]
  for (const spelling of wrong) assert.equal(parseKeyDigest(spelling, 'sha256'), undefined, spelling)
  assert.equal(parseKeyDigest(hex, 'sha512'), undefined)
  assert.equal(parseKeyDigest(bytesOf.sha512.toString('hex'), 'sha256'), undefined)
})
