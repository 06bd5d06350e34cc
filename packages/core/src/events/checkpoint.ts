import { createHmac, type KeyObject } from 'node:crypto'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import type { AuditCheckpoint } from '../ports/audit-log.ts'
import type { Instant } from '../ports/clock.ts'
import type { AuditChainLink } from './audit-chain.ts'

/** Our word that the chain was cut behind this event, and that nobody else took what is missing. */
export function signCheckpoint(
  chainId: string,
  { sequence, hash }: AuditChainLink,
  cutAt: Instant,
  key: KeyObject,
): AuditCheckpoint {
  const cut = { sequence, hash, cutAt }
  return { ...cut, signature: signatureOf(chainId, cut, key) }
}

/** Whether one of the keys has signed it for this chain. */
export const isCheckpointOurs = (chainId: string, checkpoint: AuditCheckpoint, keys: readonly KeyObject[]): boolean =>
  keys.some((key) => equalInConstantTime(signatureOf(chainId, checkpoint, key), checkpoint.signature))

function signatureOf(chainId: string, { sequence, hash, cutAt }: Omit<AuditCheckpoint, 'signature'>, key: KeyObject): string {
  const said = JSON.stringify(['latchkey/audit-checkpoint/v1', chainId, sequence, hash, cutAt])
  return createHmac('sha256', key).update(said).digest('hex')
}
