import { useEffect } from 'react'
import { preferences } from '../../../app/preferences.ts'
import { SEARCH_FIELD } from './smart-search.tsx'

export interface Shortcuts {
  readonly onIssue: () => void
}

/** Single keys of the list. `Enter` needs none: the focus is on a link. */
export function useListKeyboard({ onIssue }: Shortcuts): void {
  useEffect(() => {
    const actions: Readonly<Record<string, () => void>> = {
      j: () => moveRow(1),
      k: () => moveRow(-1),
      '/': () => document.getElementById(SEARCH_FIELD)?.focus(),
      c: onIssue,
    }
    const pressed = (event: KeyboardEvent): void => {
      const action = actions[event.key]
      if (action === undefined || !isMeant(event)) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [onIssue])
}

function isMeant({ target, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  if (!preferences().shortcuts || ctrlKey || metaKey || altKey || defaultPrevented) return false
  const typing = 'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="menu"], [role="dialog"]'
  return target instanceof Element && target.closest(typing) === null && document.querySelector('[role="dialog"]') === null
}

function moveRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-key-id]')]
  const row = document.activeElement?.closest('tr, li')?.querySelector<HTMLElement>('[data-key-id]') ?? null
  const index = row === null ? -1 : links.indexOf(row)
  const next = index === -1 && step === -1 ? links.length - 1 : index + step
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus()
}
