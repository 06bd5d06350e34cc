import { useEffect, useRef } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/panel.tsx'

/** In the way of everybody who leaves a secret that is not stored. Each new attempt to leave puts the focus on staying. */
export function ExitWarning({
  attempts,
  onStay,
  onLeave,
}: {
  readonly attempts: number
  readonly onStay: () => void
  readonly onLeave: () => void
}) {
  const stayRef = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (attempts > 0) stayRef.current?.focus()
  }, [attempts])
  if (attempts === 0) return null
  return (
    <div role="alert">
      <Note tone="warn" title={t('You can’t see this again')}>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button ref={stayRef} onClick={onStay}>
            {t('Keep open')}
          </Button>
          <Button look="danger" onClick={onLeave}>
            {t('Close without storing it')}
          </Button>
        </div>
      </Note>
    </div>
  )
}
