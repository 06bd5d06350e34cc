import { hash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import type { ConfigProblem } from './config-error.ts'
import { readsLikeLanguage } from './language-likeness.ts'

const SECRET_MIN_BYTES = 32
const SECRET_MIN_DISTINCT_CHARACTERS = 8
/** Shannon estimate over the characters; 32 random hexadecimal digits come to about 115. */
const SECRET_MIN_ESTIMATED_BITS = 90
/** What is left of 32 random hexadecimal digits after compression is about 28 bytes. */
const SECRET_MIN_COMPRESSED_BYTES = 24
/** Random text has a neighbour on the keyboard of character codes at most every third time, even in decimal. */
const SECRET_MAX_SEQUENTIAL_SHARE = 0.5

/** Words that people put where a secret should go; none appears in random text of this length by chance. */
const PLACEHOLDER = /secret|password|passwort|change-?_?me|example|sample|default|random|latchkey|redacted|qwerty|insecure/i

/**
 * Secrets printed in public documentation or test vectors, ours and those of Ory Talos, by their SHA-256 (hex): anybody may know them.
 * Also the private parts (`d`) of documented signing keys, that of RFC 8037 among them.
 */
const documentedDigests: ReadonlySet<string> = new Set([
  '103fe6254afd45044dd4511e615e7bdefe5d6bbc2504cc352859f55167fa4264',
  '190edf59d5736c3b3ea6bb36d57f5eb415a9b79f3201b381b8f3cb089135981f',
  '24d47c19e969c8bc6d7fd01d33aef01aebd589ed1319e58952723118fbd2b587',
  '255081a9bb629314f553c8a15e9e784cdaba42cbc90383d935718e6575289724',
  '25ca3c4fbcb757bd16f564fbaed50caa82b5236413d361600d27fafa1c511af7',
  '3475bf990f344e9101f24532cd10e059e7c03294bc1223f74ea35bb95a022a9a',
  '3f51318d3ca0fb3ceaa9e817b8a43bb8562c5d60276483e39ac9ae686dc1a7c6',
  '46cf4695484386dcd7f4433ddab107d7ca82e37bb81f8c7c22e0b090af9055e4',
  '5c9289c08dba9a7af43616a197b6942935f04841c8591d5ba2485b93660d39b3',
  '609714bba6c481d7d6da54ad3f1df0ae1d3e6967effeb0f8e32fc773c3adcb04',
  '64cbc8acef89d22da05771b72ed3539865a1540a53581e3b59a09c256d91b7d0',
  '6764e0a8749b58f5305ff1a59ee4cca14f8f5d96bd6bb657967bddca5793ea38',
  '6da11c8c8d82dd03fc78410c9e97c0b4091ad92e98ca6c66a6422a47b5945b23',
  '6f9c5f6da589bee56f00e6920bf1658c7617337bfe593acf8f10381eb950c14d',
  '7d51d92a021d778ccfb1011f9b25985cc2432ee84836bf86bf2036c513efe949',
  '7e5a7aa32067c07733ed6f43771dc124f02d61568d18b7ef4d8384d6d2af7ea7',
  '8507474606fb658b4709c8e1c5668b7b293e4d2b2bb9490b705b6fedfaf9a043',
  '8beca829ce2434ab16ec1b9d114778d130afafe2e1d9b82b26ffb3f98f59f3db',
  '95c7c36ae271e5a22954949e2347e4137d4c57069cf2c944236297a381a5c75b',
  '979ea60cfec1090a7c2fb60870532fe86f5b8f7eb797a3851ce764575b340171',
  '9edbaca7b91665c4661633014e6e0804b4a8758c51c75f10c71b0dd3f1a41af5',
  '9fce26dd73ebcfe07116c704890fd838c085d3de9c2e45fccbbdfb341d2d4bea',
  'a097626a4d50f93a83ed1d09455298973674d9c78dd755b86d457d55c33319f6',
  'a110af69a8d1f77f070cc006010a5bdb1ab22f7e25dbdc8b1eac6097eb8c678c',
  'abbd3e95ce381621e0745994795120d23e3df3b54cb64fab1de64eefa62c063c',
  'af667c59236f20280465f0bf669e97c1fc3fcc900f4f7a5a14887e74219b09e9',
  'cb6bb039118be48b5c8ec7aa0a96645ec0018194c906af31a77d6afabed8847d',
  'd4078bc376e3b9d8e47ae66163e1f1af77c01bf93789f97b4c1a823eaa07bf7f',
  'e6fa9fbeda91e1c4c1df322262edbaf1ee7f2dc6519988006764c1d7de18fd11',
  'ec43e8f122bfac3f2e27348f9d74c68d9ac702db2c4f853acf9fb7511b5b7582',
  'f3a759c3b5966af06dc7a62a0203617395b25134d72dcb353710f191c3acd3bb',
])

/**
 * Why a text cannot be the root of other keys, or `undefined`. Whoever holds one key and its checksum can try secrets
 * offline, so it has to be random, not only long.
 */
export function weaknessOf(secret: string): string | undefined {
  if (isDocumented(secret)) return 'is an example from public documentation'
  const bytes = Buffer.byteLength(secret, 'utf8')
  if (bytes < SECRET_MIN_BYTES) return `must have at least ${SECRET_MIN_BYTES} bytes`
  if (PLACEHOLDER.test(secret)) return `reads like a placeholder; ${ADVICE}`
  if (new Set(secret).size < SECRET_MIN_DISTINCT_CHARACTERS) return `has too few different characters; ${ADVICE}`
  if (isRepetitive(secret)) return `repeats itself; ${ADVICE}`
  return readsLikeLanguage(secret) ? `reads like words; ${ADVICE}` : undefined
}

const ADVICE = 'use random text, such as the output of `openssl rand -base64 48`'

export const isDocumented = (secret: string): boolean => documentedDigests.has(hash('sha256', secret, 'hex'))

/** A secret and where it was set. */
export interface PlacedSecret {
  readonly path: string
  readonly text: string
}

/** Problems of a set of secrets: weak ones, and one text in two places (a current secret among the retired ones too). */
export function secretProblems(secrets: readonly PlacedSecret[]): readonly ConfigProblem[] {
  const places = new Map<string, string>()
  return secrets.flatMap(({ path, text }) => {
    const weakness = weaknessOf(text)
    if (weakness !== undefined) return [{ path, rule: weakness }]
    const taken = places.get(text)
    if (taken !== undefined) return [{ path, rule: `is the same as ${taken}` }]
    places.set(text, path)
    return []
  })
}

function isRepetitive(secret: string): boolean {
  const characters = [...secret]
  if (shannonBits(characters) < SECRET_MIN_ESTIMATED_BITS) return true
  if (deflateRawSync(secret, { level: 9 }).length < SECRET_MIN_COMPRESSED_BYTES) return true
  return sequentialShare(characters) > SECRET_MAX_SEQUENTIAL_SHARE
}

/** Bits per character times characters, as if each were drawn from those that occur. */
function shannonBits(characters: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((bits, count) => bits + count * Math.log2(characters.length / count), 0)
}

/** The share of characters that equal the one before, or follow it directly in either direction. */
function sequentialShare(characters: readonly string[]): number {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0)
  const followers = codes.filter((code, at) => at > 0 && Math.abs(code - (codes[at - 1] ?? 0)) <= 1)
  return followers.length / (codes.length - 1)
}
