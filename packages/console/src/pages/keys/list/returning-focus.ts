import { useEffect } from 'react'

let left: { readonly address: string; readonly keyId: string } | undefined

/** To be told before a key of the list is opened. */
export const leaveFor = (keyId: string): void => {
  left = { address: location.href, keyId }
}

/** Somebody who comes back from a key finds the focus on its row. */
export function useReturningFocus(isShown: boolean): void {
  useEffect(() => {
    if (!isShown) return
    if (left?.address === location.href)
      document.querySelector<HTMLElement>(`[data-key-id="${CSS.escape(left.keyId)}"]`)?.focus({ preventScroll: true })
    left = undefined
  }, [isShown])
}
