import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { MasterKeys } from '../project/project-secrets.ts'

/** What guards the audit log; the current one first in each list, those of retired master keys behind it. */
export interface AuditKeys {
  /** Sign where a chain was cut. */
  readonly checkpoints: readonly [KeyObject, ...KeyObject[]]
  /** Seal the page tokens of workspaces. */
  readonly pages: readonly [KeyObject, ...KeyObject[]]
}

/** RFC 5869: the same on every server that shares the master key, and each of no use for anything else. */
export const auditKeysOf = ({ current, retired }: MasterKeys): AuditKeys => {
  const derive = (purpose: string): readonly [KeyObject, ...KeyObject[]] => {
    const keyOf = (masterKey: Uint8Array): KeyObject =>
      createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, '', `latchkey/audit/${purpose}/v1`, 32)))
    return [keyOf(current), ...retired.map(keyOf)]
  }
  return { checkpoints: derive('checkpoint'), pages: derive('page-token') }
}
