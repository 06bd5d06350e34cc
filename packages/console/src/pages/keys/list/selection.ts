import { useState } from 'react'
import type { ListedKey } from '../key-queries.ts'

export interface Selection {
  readonly keys: readonly ListedKey[]
  /** Whether every key of the page is selected. */
  readonly all: boolean
  readonly has: (keyId: string) => boolean
  readonly toggle: (keyId: string) => void
  readonly toggleAll: () => void
  readonly replace: (keyIds: readonly string[]) => void
}

/** Keys of the page that is shown; what is no longer shown is no longer selected. */
export function useSelection(shown: readonly ListedKey[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const keys = shown.filter(({ key_id }) => chosen.has(key_id))
  const all = shown.length > 0 && keys.length === shown.length
  return {
    keys,
    all,
    has: (keyId) => chosen.has(keyId),
    toggle: (keyId) => setChosen(chosen.symmetricDifference(new Set([keyId]))),
    toggleAll: () => setChosen(all ? new Set() : new Set(shown.map(({ key_id }) => key_id))),
    replace: (keyIds) => setChosen(new Set(keyIds)),
  }
}
