import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** The width that an element has, as it changes. */
export function useWidth<E extends HTMLElement>(initial: number): readonly [RefObject<E | null>, number] {
  const element = useRef<E>(null)
  const [width, setWidth] = useState(initial)
  useLayoutEffect(() => {
    const seen = element.current
    if (seen === null) return
    const measure = (): void => setWidth(Math.max(seen.clientWidth, 1))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(seen)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
