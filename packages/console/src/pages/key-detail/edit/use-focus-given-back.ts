import { type RefObject, useEffect, useRef } from 'react'

export interface FocusGivenBack {
  /** Of the button that opens. */
  readonly openerRef: RefObject<HTMLButtonElement | null>
  /** To be called when what it opened is closed. */
  readonly giveBackFocus: () => void
}

/** The button that opened something is drawn again only after that is closed: then it gets the focus back. */
export function useFocusGivenBack(closed: boolean): FocusGivenBack {
  const openerRef = useRef<HTMLButtonElement>(null)
  const owed = useRef(false)
  useEffect(() => {
    if (!closed || !owed.current) return
    owed.current = false
    openerRef.current?.focus()
  }, [closed])
  return {
    openerRef,
    giveBackFocus: () => {
      owed.current = true
    },
  }
}
