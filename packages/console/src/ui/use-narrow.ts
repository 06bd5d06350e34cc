import { useSyncExternalStore } from 'react'

/** As the breakpoint `sm`. */
const phone = matchMedia('(max-width: 639.98px)')

function onChange(listener: () => void): () => void {
  phone.addEventListener('change', listener)
  return () => phone.removeEventListener('change', listener)
}

/** Whether the window is as narrow as a phone, where a table gives way to cards. */
export const useNarrow = (): boolean => useSyncExternalStore(onChange, () => phone.matches)
