import { type ButtonHTMLAttributes, type ReactNode, type RefObject, Suspense, useRef, useState } from 'react'

/** What a popup needs to know of the button that opened it. */
export interface PopupProps {
  readonly anchor: RefObject<HTMLButtonElement | null>
  readonly onClose: () => void
}

interface PopupButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'popover'> {
  readonly kind: 'menu' | 'dialog'
  /** Fetches the code of the popup; asked for as soon as the pointer or the focus comes near. */
  readonly load: () => Promise<unknown>
  readonly popup: (props: PopupProps) => ReactNode
}

/** A button beside which something opens. What opens is not part of the page's own code: most people never open most of it. */
export function PopupButton({ kind, load, popup, ...button }: PopupButtonProps) {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        {...button}
        ref={anchor}
        type="button"
        aria-haspopup={kind}
        aria-expanded={open}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => kind === 'menu' && event.key === 'ArrowDown' && setOpen(true)}
      />
      {open && <Suspense>{popup({ anchor, onClose: () => setOpen(false) })}</Suspense>}
    </>
  )
}
