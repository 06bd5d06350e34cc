import { useBlocker } from '@tanstack/react-router'
import { useRef } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'

/** Asks before a page with unsaved changes is left. */
export function LeaveGuard({ active }: { readonly active: boolean }) {
  const stayRef = useRef<HTMLButtonElement>(null)
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => active,
    enableBeforeUnload: () => active,
    withResolver: true,
  })
  if (status !== 'blocked') return null
  return (
    <Dialog
      open
      title={t('Leave without saving?')}
      description={t('Your changes on this page will be lost.')}
      onClose={reset}
      initialFocus={stayRef}
    >
      <Actions>
        <Button ref={stayRef} onClick={reset}>
          {t('Stay here')}
        </Button>
        <Button look="danger" onClick={proceed}>
          {t('Leave and lose the changes')}
        </Button>
      </Actions>
    </Dialog>
  )
}
