import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import vectors from '../../vectors/credentials.json' with { type: 'json' }
import { fuzzRuns } from '../../vectors/sample-token.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import { importedKeyId, importedKeyIdCandidates, importedKeyIdOfDigest } from './imported-key.ts'

const projectId = '0b4f7f0e-3d0a-4b1c-9a52-2f6f3f1a7c11' as ProjectId
const otherProjectId = '7c0d1f57-7a0f-4d52-8a5e-0f9d9a3c6b22' as ProjectId
const algorithms = ['sha256', 'sha512'] as const
const digestOf = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex')
const isBadRequest = (error: unknown): boolean => error instanceof DomainError && error.code === 'bad_request'

describe('the id of an imported key', () => {
  it('is byte for byte what the vectors say', () => {
    for (const { project_id, raw_key, key_id, digests } of vectors.imported_keys) {
      const project = project_id as ProjectId
      assert.equal(importedKeyId(project, raw_key), key_id)
      assert.deepEqual(importedKeyIdCandidates(project, raw_key), [key_id, ...digests.map((digest) => digest.key_id)])
      for (const algorithm of algorithms) {
        const digest = digests.find((candidate) => candidate.algorithm === algorithm) ?? assert.fail()
        assert.equal(importedKeyIdOfDigest(project, algorithm, digest.digest_hex), digest.key_id)
      }
    }
  })

  it('has vectors that follow from the definition alone', () => {
    const sha512t256 = (...parts: string[]): string => createHash('sha512-256').update(parts.join('\0')).digest('hex')
    for (const { project_id, raw_key, key_id, digests } of vectors.imported_keys) {
      assert.equal(key_id, sha512t256(project_id, raw_key))
      for (const { algorithm, digest_hex, key_id: id } of digests) {
        assert.equal(digest_hex, digestOf(algorithm, raw_key))
        assert.equal(id, sha512t256(project_id, algorithm, digest_hex))
      }
    }
  })

  it('is found again from the credential, whichever way the key was imported', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (rawKey) => {
        const candidates = importedKeyIdCandidates(projectId, rawKey)
        assert.equal(candidates[0], importedKeyId(projectId, rawKey))
        for (const algorithm of algorithms) {
          const digest = digestOf(algorithm, rawKey)
          assert.ok(candidates.includes(importedKeyIdOfDigest(projectId, algorithm, digest)))
          assert.equal(
            importedKeyIdOfDigest(projectId, algorithm, digest.toUpperCase()),
            importedKeyIdOfDigest(projectId, algorithm, digest),
          )
        }
        assert.equal(new Set([...candidates, ...importedKeyIdCandidates(otherProjectId, rawKey)]).size, 6)
        for (const id of candidates) assert.match(id, /^[0-9a-f]{64}$/)
      }),
      { numRuns: fuzzRuns(300) },
    )
  })

  it('cannot be reached by who only saw the digest', () => {
    for (const algorithm of algorithms) {
      const digest = digestOf(algorithm, 'a raw key')
      const posing = `${algorithm}\0${digest}`
      assert.deepEqual(importedKeyIdCandidates(projectId, posing), [])
      assert.throws(() => importedKeyId(projectId, posing), isBadRequest)
      for (const text of [digest, ` ${posing}`, posing.toUpperCase(), `sha1\0${digest}`]) {
        assert.ok(!importedKeyIdCandidates(projectId, text).includes(importedKeyIdOfDigest(projectId, algorithm, digest)), text)
      }
    }
  })

  it('does not exist for texts that their hash would fold together', () => {
    for (const text of ['abc\ud800', '\udc00', 'a\udfff\ud800b']) {
      assert.deepEqual(importedKeyIdCandidates(projectId, text), [])
      assert.throws(() => importedKeyId(projectId, text), isBadRequest)
    }
    assert.equal(importedKeyIdCandidates(projectId, 'abc\ufffd').length, 3)
  })

  it('takes only digests of the right length in hex', () => {
    const digest = digestOf('sha256', 'x')
    for (const text of [
      '',
      digest.slice(1),
      `${digest}0`,
      `${digest.slice(1)}g`,
      `${digest}\n`,
      digestOf('sha512', 'x'),
      `0x${digest.slice(2)}`,
    ]) {
      assert.throws(() => importedKeyIdOfDigest(projectId, 'sha256', text), isBadRequest, text)
    }
    assert.throws(() => importedKeyIdOfDigest(projectId, 'sha512', digest), isBadRequest)
  })
})
