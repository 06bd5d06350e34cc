import { useEffect, useState } from 'react'

/** A secret that is typed here: gone when the page is left or put away, so that going back brings nothing. */
export function useTypedSecret(): [value: string, set: (value: string) => void] {
  const [value, setValue] = useState('')
  useEffect(() => {
    const clear = (): void => setValue('')
    addEventListener('pagehide', clear)
    return () => removeEventListener('pagehide', clear)
  }, [])
  return [value, setValue]
}

/** Seconds until then, at least 0, each second anew. */
export function useCountdown(until: number | undefined): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (until === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [until])
  return until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / 1000))
}
