import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { failureOf } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Note } from '../../../ui/panel.tsx'
import { TrafficLine } from '../blast-radius.tsx'
import { keysChanged } from '../key-detail-queries.ts'
import type { KeyDialogProps } from '../key-view.ts'
import { suspendKey } from '../loaded-key.ts'

/** Callers fail, but nothing is lost: one question, a normal button. */
export function SuspendDialog({ project, loaded, onClose }: KeyDialogProps) {
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const cancelRef = useRef<HTMLButtonElement>(null)
  const suspend = async (): Promise<void> => {
    setBusy(true)
    try {
      await suspendKey(project, loaded)
      await keysChanged(queries, project)
      onClose()
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      title={t('Suspend {name}', { name: loaded.key.name })}
      description={t('Whoever uses this key is refused until you resume it.')}
      onClose={onClose}
      initialFocus={cancelRef}
    >
      <TrafficLine project={project} record={loaded.key} />
      {problem !== undefined && (
        <div role="alert" className="mt-3">
          <Note tone="error">{problem}</Note>
        </div>
      )}
      <Actions>
        <Button ref={cancelRef} onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button look="primary" busy={busy} onClick={() => void suspend()}>
          {t('Suspend key')}
        </Button>
      </Actions>
    </Dialog>
  )
}
