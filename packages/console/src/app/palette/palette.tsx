import { lazy, Suspense, useSyncExternalStore } from 'react'
import { isPaletteOpen, onPalette } from './palette-state.ts'

const PaletteDialog = lazy(async () => ({ default: (await import('./palette-dialog.tsx')).PaletteDialog }))

/** Once, in the shell; what it consists of is loaded when it is first opened. */
export function Palette() {
  return useSyncExternalStore(onPalette, isPaletteOpen) ? (
    <Suspense>
      <PaletteDialog />
    </Suspense>
  ) : null
}
