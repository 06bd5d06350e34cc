import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { formatDuration, formatInstant } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { CheckKey } from '../check-key.tsx'
import { deploymentQuery } from '../key-detail-queries.ts'

const SECOND_MS = 1000

/** From when on nothing can accept a revoked key any more: here, at once; the bound for a cache that has lost touch. */
export function InEffect({ project, revokedAt }: { readonly project: string; readonly revokedAt: number }) {
  const deployment = useQuery(deploymentQuery(project)).data
  const boundAt = revokedAt + (deployment?.cacheMs ?? 0)
  const leftMs = useCountdown(boundAt)
  if (deployment === undefined) return null
  return (
    <div className="grid gap-2">
      {leftMs > 0 ? (
        <p>
          {t(
            'Every cache was told at once. One that has lost touch may still accept it until {instant} (cache lifetime {lifetime}):',
            {
              instant: formatInstant(new Date(boundAt)),
              lifetime: formatDuration(deployment.cacheMs),
            },
          )}{' '}
          <strong role="timer">{t('{time} left', { time: clockText(leftMs) })}</strong>
        </p>
      ) : (
        <p>{t('In effect everywhere: nothing can accept it any more.')}</p>
      )}
      <CheckKey project={project} opener={t('Check now, bypass cache')} />
    </div>
  )
}

const clockText = (ms: number): string => {
  const seconds = Math.ceil(ms / SECOND_MS)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Milliseconds until then, each second anew; 0 afterwards. */
function useCountdown(at: number): number {
  const [now, setNow] = useState(Date.now)
  const over = now >= at
  useEffect(() => {
    if (over) return
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS)
    return () => clearInterval(timer)
  }, [over])
  return Math.max(0, at - now)
}
