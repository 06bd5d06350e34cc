import { createRequire } from 'node:module'

/** What we use of the npm package `macaroon`, an independent implementation without types of its own. */
export interface OtherMacaroon {
  addFirstPartyCaveat(condition: string | Uint8Array): void
  addThirdPartyCaveat(rootKey: Uint8Array, condition: string, location: string): void
  /** Throws unless the signature holds and `check` answers `null` for every condition. */
  verify(rootKey: Uint8Array, check: (condition: string) => string | null): void
  exportBinary(): Uint8Array
}

interface MacaroonPackage {
  newMacaroon(parts: { identifier: string; location?: string; rootKey: Uint8Array; version: 2 }): OtherMacaroon
  importMacaroon(encoded: Uint8Array | string): OtherMacaroon
}

export const otherMacaroons = createRequire(import.meta.url)('macaroon') as MacaroonPackage

/** Our token (`mc_v1_<base64url>`) as the other implementation sees it, and back. */
export const importToken = (token: string): OtherMacaroon =>
  otherMacaroons.importMacaroon(new Uint8Array(Buffer.from(token.slice(token.indexOf('_v1_') + 4), 'base64url')))

export const exportToken = (macaroon: OtherMacaroon, prefix = 'mc'): string =>
  `${prefix}_v1_${Buffer.from(macaroon.exportBinary()).toString('base64url')}`
