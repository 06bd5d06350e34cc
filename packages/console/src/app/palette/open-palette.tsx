import { lazy, Suspense, useSyncExternalStore } from 'react'

const PaletteDialog = lazy(async () => ({ default: (await import('./palette-dialog.tsx')).PaletteDialog }))

let open = false
const listeners = new Set<() => void>()

function set(next: boolean): void {
  open = next
  for (const listener of listeners) listener()
}

export const openPalette = (): void => set(true)
export const closePalette = (): void => set(false)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Once, in the shell; what it consists of is loaded when it is first opened. */
export function Palette() {
  const isOpen = useSyncExternalStore(subscribe, () => open)
  return isOpen ? (
    <Suspense>
      <PaletteDialog />
    </Suspense>
  ) : null
}
