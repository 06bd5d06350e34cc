import { hash } from 'node:crypto'
import { invalidField } from '../errors/domain-error.ts'
import type { ImportedHashAlgorithm, KeyId, ProjectId } from '../key/api-key.ts'

type DigestAlgorithm = Exclude<ImportedHashAlgorithm, 'raw'>

const digestAlgorithms: readonly DigestAlgorithm[] = ['sha256', 'sha512']
const DIGEST = { sha256: /^[0-9a-f]{64}$/i, sha512: /^[0-9a-f]{128}$/i } as const satisfies Record<DigestAlgorithm, RegExp>

// Hashed behind the project id, such a text would read as the digest of another key: whoever saw that digest could log in.
const POSES_AS_DIGEST = /^sha(?:256|512)\0/

/**
 * Where a key imported in the clear is stored: lower-case hex SHA-512/256(project id + 0x00 + raw key).
 * Throws `bad_request` for the texts that no credential can be: see `isHashable`.
 */
export function importedKeyId(projectId: ProjectId, rawKey: string): KeyId {
  if (!isHashable(rawKey)) throw invalidField('raw_key', 'must be well-formed Unicode and not begin with a hash name and NUL')
  return nativeId(projectId, rawKey)
}

/**
 * Where a key imported as a digest is stored: lower-case hex SHA-512/256(project id + 0x00 + algorithm + 0x00 + digest in
 * lower-case hex). Throws `bad_request` when the digest is not hex of the algorithm's length.
 */
export function importedKeyIdOfDigest(projectId: ProjectId, algorithm: DigestAlgorithm, digestHex: string): KeyId {
  if (!DIGEST[algorithm].test(digestHex)) throw invalidField('key_hash', `must be a ${algorithm} digest`)
  return digestId(projectId, algorithm, digestHex.toLowerCase())
}

/** Every id under which a presented credential may have been imported: in the clear first, then one per hash algorithm. */
export function importedKeyIdCandidates(projectId: ProjectId, rawKey: string): readonly KeyId[] {
  if (!isHashable(rawKey)) return []
  return [
    nativeId(projectId, rawKey),
    ...digestAlgorithms.map((algorithm) => digestId(projectId, algorithm, hash(algorithm, rawKey))),
  ]
}

/** UTF-8 folds all lone surrogates into one character, so texts that have one cannot be told apart by their hash. */
const isHashable = (rawKey: string): boolean => rawKey.isWellFormed() && !POSES_AS_DIGEST.test(rawKey)

const nativeId = (projectId: ProjectId, rawKey: string): KeyId => hash('sha512-256', `${projectId}\0${rawKey}`) as KeyId

const digestId = (projectId: ProjectId, algorithm: DigestAlgorithm, digestHex: string): KeyId =>
  hash('sha512-256', `${projectId}\0${algorithm}\0${digestHex}`) as KeyId
