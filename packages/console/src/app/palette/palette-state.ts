let open = false
const listeners = new Set<() => void>()

function set(next: boolean): void {
  open = next
  for (const listener of listeners) listener()
}

export const isPaletteOpen = (): boolean => open
export const openPalette = (): void => set(true)
export const closePalette = (): void => set(false)

/** For `useSyncExternalStore`. */
export function onPalette(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
