/**
 * The one secret that may be on the screen. It lives here and nowhere else: not in the address, not in a store, not in the
 * cache of answers, and it is gone with `forgetSecret`. The dialog at the root of the console shows it, so that no list that
 * refreshes and no page that goes away can take it along.
 */
export interface OneTimeSecret {
  readonly kind: 'api_key' | 'project_api_key' | 'workspace_api_key' | 'webhook_secret'
  /** What it is a secret of, as people call it. */
  readonly name: string
  readonly value: string
  /** The project, by slug or id, that it belongs to; absent where there is none. */
  readonly project?: string
  /** Where the focus goes when the dialog is closed: what opened it, or how to find it then. */
  readonly opener?: HTMLElement | null | (() => HTMLElement | null)
  /** Called when the person has confirmed that it is stored. */
  readonly onStored?: () => void
}

let current: { -readonly [Member in keyof OneTimeSecret]: OneTimeSecret[Member] } | undefined
const listeners = new Set<() => void>()

export function showSecret(secret: OneTimeSecret): void {
  current = { ...secret }
  tell()
}

/** Whoever still holds the object, such as a frame of the screen that was just left, holds no secret any more. */
export function forgetSecret(): void {
  if (current !== undefined) current.value = ''
  current = undefined
  tell()
}

export const currentSecret = (): OneTimeSecret | undefined => current

export function onSecret(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const listener of listeners) listener()
}
