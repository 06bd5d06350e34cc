import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles, repositoryRoot } from '../../../tools/source-files.ts'

export interface PrintedSecret {
  readonly file: string
  readonly text: string
}

const PATTERNS = ['*.md', '{docs,packages,e2e,bench,deploy}/**/*.{md,json,yaml,yml,env,ts}']
/** A line that is about secrets, and a text on it that is long enough to be one and is no path, constant or credential. */
const ABOUT_SECRETS = /hmac|secret|master/i
const TEXT = /['"`=:\s]([A-Za-z0-9_+/=.!@#$%^&*-]{28,})(?=['"`\s,}\]]|$)/g
const NO_SECRET = /^(?:ory_|sha512-|@|[./])/
/** The private part of a JSON Web Key (RFC 7517 §4, RFC 8037 §2). */
const PRIVATE_PART = /["' ]d["']?: ?["']([A-Za-z0-9_-]{30,})["']/g

/** Every text in this repository that somebody could copy into `secrets.hmac.current`. */
export const printedSecrets = (): readonly PrintedSecret[] =>
  inLines((line) => (ABOUT_SECRETS.test(line) ? textsOf(line, TEXT).filter((text) => !NO_SECRET.test(text)) : []))

/** Every private part of a signing key in this repository. */
export const printedSigningKeys = (): readonly PrintedSecret[] => inLines((line) => textsOf(line, PRIVATE_PART))

function inLines(pick: (line: string) => readonly string[]): readonly PrintedSecret[] {
  const found = new Map<string, PrintedSecret>()
  for (const file of listFiles(PATTERNS)) {
    const texts = readFileSync(join(repositoryRoot, file), 'utf8').split('\n').flatMap(pick)
    for (const text of texts) found.set(text, { file, text })
  }
  return [...found.values()]
}

const textsOf = (line: string, pattern: RegExp): readonly string[] => [...line.matchAll(pattern)].map(([, text]) => text ?? '')
