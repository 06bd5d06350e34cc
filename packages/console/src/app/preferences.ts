import { useSyncExternalStore } from 'react'
import * as v from 'valibot'
import { showUtc } from '../i18n/format.ts'

/** How this browser shows the console. Nothing here is worth protecting; secrets never come near it. */
const Preferences = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  density: v.fallback(v.picklist(['comfortable', 'compact']), 'comfortable'),
  language: v.fallback(v.picklist(['en', 'de', 'ar-XB']), /^de\b/.test(navigator.language) ? 'de' : 'en'),
  zone: v.fallback(v.picklist(['local', 'utc']), 'local'),
  shortcuts: v.fallback(v.boolean(), true),
  presentation: v.fallback(v.boolean(), false),
})
export type Preferences = v.InferOutput<typeof Preferences>

/** As `before-paint.js` knows it. */
const PLACE = 'latchkey.appearance'

const listeners = new Set<() => void>()
let current = read()
apply(current)

export const preferences = (): Preferences => current

export const usePreferences = (): Preferences => useSyncExternalStore(onChange, preferences)

export function prefer(changes: Partial<Preferences>): void {
  current = { ...current, ...changes }
  try {
    localStorage.setItem(PLACE, JSON.stringify(current))
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  apply(current)
  for (const listener of listeners) listener()
}

function onChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(): Preferences {
  try {
    return v.parse(Preferences, JSON.parse(localStorage.getItem(PLACE) ?? '{}'))
  } catch {
    return v.parse(Preferences, {})
  }
}

function apply({ theme, density, presentation, zone }: Preferences): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  if (density === 'compact') dataset['density'] = 'compact'
  else delete dataset['density']
  if (presentation) dataset['presentation'] = 'on'
  else delete dataset['presentation']
  showUtc(zone === 'utc')
}
