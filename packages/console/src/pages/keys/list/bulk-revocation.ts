import type { RevokeApiKeyRequest } from '@latchkey/sdk/messages'
import { useRef, useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { type Failure, failureOf } from '../../../api/failure.ts'
import type { ListedKey } from '../key-queries.ts'

export interface BulkState {
  readonly phase: 'ready' | 'running' | 'done'
  readonly revoked: ReadonlySet<string>
  readonly failed: ReadonlyMap<string, Failure>
  /** The key whose turn it is. */
  readonly current: string | undefined
}

const READY: BulkState = { phase: 'ready', revoked: new Set(), failed: new Map(), current: undefined }

/** One key after another, so that each has its own result and the rest can be stopped. */
export function useBulkRevocation(project: string, keys: readonly ListedKey[]) {
  const [state, setState] = useState(READY)
  const stopped = useRef(false)
  const start = async (revocation: RevokeApiKeyRequest): Promise<void> => {
    const revoked = new Set<string>()
    const failed = new Map<string, Failure>()
    const tell = (phase: BulkState['phase'], current?: string): void =>
      setState({ phase, revoked: new Set(revoked), failed: new Map(failed), current })
    for (const { key_id } of keys) {
      if (stopped.current) break
      tell('running', key_id)
      await projectClient(project)
        .keys.revoke(key_id, revocation)
        .then(
          () => void revoked.add(key_id),
          (error: unknown) => void failed.set(key_id, failureOf(error)),
        )
    }
    tell('done')
  }
  const stop = (): void => {
    stopped.current = true
  }
  return { state, start, stop }
}
