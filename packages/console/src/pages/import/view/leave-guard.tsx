import { useBlocker } from '@tanstack/react-router'
import { useRef } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'

/** Asks before rows that are only in this page are lost. */
export function LeaveGuard({ active, running }: { readonly active: boolean; readonly running: boolean }) {
  const stay = useRef<HTMLButtonElement>(null)
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname,
    enableBeforeUnload: active,
    withResolver: true,
  })
  return (
    <Dialog
      open={status === 'blocked'}
      title={t('Leave the import?')}
      description={
        running
          ? t('Rows are still being sent. What was sent stays imported; the rest is forgotten.')
          : t('The rows of this file, with their keys, are only in this page and will be forgotten.')
      }
      initialFocus={stay}
      onClose={() => reset?.()}
    >
      <Actions>
        <Button ref={stay} onClick={() => reset?.()}>
          {t('Stay')}
        </Button>
        <Button look="danger" onClick={() => proceed?.()}>
          {t('Leave')}
        </Button>
      </Actions>
    </Dialog>
  )
}
