import { type ReactNode, useEffect, useState } from 'react'

/** A part of the form that most keys do without; opens by itself when there is something in it to mend. */
export function FormSection({
  title,
  state,
  hasProblem,
  isFilled,
  children,
}: {
  readonly title: string
  /** What is set in it, in a few words. */
  readonly state: string
  readonly hasProblem: boolean
  readonly isFilled: boolean
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(isFilled)
  useEffect(() => {
    if (hasProblem) setOpen(true)
  }, [hasProblem])
  // Not only when the effect has run: what is wrong is focused right away.
  const isOpen = open || hasProblem
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} className="border-t border-line py-3">
      <summary className="min-h-6 rounded-control font-medium">
        {title} <span className="ms-2 font-normal text-muted">{state}</span>
      </summary>
      {isOpen && <div className="mt-3 grid gap-4">{children}</div>}
    </details>
  )
}
