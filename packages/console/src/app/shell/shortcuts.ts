import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { t } from '../../i18n/i18n.ts'
import { toastSuccess } from '../../ui/toast.tsx'
import { openPalette } from '../palette/palette-state.ts'
import { prefer, preferences } from '../preferences.ts'

/** `g` and then: where to. */
const places: Readonly<Record<string, string>> = {
  k: 'api-keys/keys',
  p: 'api-keys/playground',
  u: 'api-keys/usage',
  a: 'audit',
  s: 'settings/api-keys',
}

const SECOND_KEY_WITHIN_MS = 1500

/** Ctrl or ⌘ K always; single letters only where nobody types and where they are not switched off (WCAG 2.1.4). */
export function useShortcuts(project: string | undefined): void {
  const navigate = useNavigate()
  useEffect(() => {
    const placeOf = makePlaceReader()
    const onKey = (event: KeyboardEvent): void => {
      if (isPaletteKey(event)) {
        event.preventDefault()
        openPalette()
        return
      }
      if (isSubmitKey(event)) {
        submitFormOf(event.target)
        return
      }
      if (event.key === '.' && isPlainKey(event)) {
        switchPresentation()
        return
      }
      const place = placeOf(event)
      if (place === undefined || project === undefined) return
      void navigate({ to: `/projects/$project/${place}` as '/', params: { project } as never })
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [navigate, project])
}

/** Whoever shares the screen presses one key before anybody sees it. */
function switchPresentation(): void {
  const presentation = !preferences().presentation
  prefer({ presentation })
  toastSuccess(
    presentation
      ? t('Presentation mode: ids, people, addresses and figures are blurred. Press . to end it.')
      : t('Presentation mode has ended.'),
  )
}

/** Reads `g` and a letter soon after it. */
function makePlaceReader(): (event: KeyboardEvent) => string | undefined {
  let wentAt = Number.NEGATIVE_INFINITY
  return (event) => {
    if (!isPlainKey(event)) return undefined
    const place = event.timeStamp - wentAt < SECOND_KEY_WITHIN_MS ? places[event.key] : undefined
    wentAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
    return place
  }
}

/** A letter that is meant for the page: not typed into a field, not with a modifier, no dialog open. */
export function isPlainKey({ target, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  const hasModifier = ctrlKey || metaKey || altKey
  if (hasModifier || defaultPrevented || !preferences().shortcuts) return false
  return document.querySelector('[role="dialog"]') === null && !isTyping(target)
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const isSubmitKey = ({ ctrlKey, metaKey, key }: KeyboardEvent): boolean => (ctrlKey || metaKey) && key === 'Enter'

/** Presses its button, so that what the button refuses is refused here as well. */
function submitFormOf(target: EventTarget | null): void {
  if (target instanceof Element) target.closest('form')?.querySelector<HTMLButtonElement>('button[type="submit"]')?.click()
}

export const isPaletteKey = ({ ctrlKey, metaKey, key }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && key.toLowerCase() === 'k'
