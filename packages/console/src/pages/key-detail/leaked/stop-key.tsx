import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../../api/failure.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Note, Panel } from '../../../ui/panel.tsx'
import { TrafficLine } from '../blast-radius.tsx'
import { keysChanged } from '../key-detail-queries.ts'
import type { KeyViewProps } from '../key-view.ts'
import { revokeKey } from '../loaded-key.ts'
import { InEffect } from '../revoke/in-effect.tsx'

/**
 * Revokes the key as compromised. No name is typed first, although the key may be in use: each second counts, and who came here
 * has held the key itself.
 */
export function StopKey({ project, loaded }: KeyViewProps) {
  const { key } = loaded
  const queries = useQueryClient()
  const may = useRights(project).may('keys:revoke')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const revoke = async (): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      await revokeKey(project, loaded, { reason: 'REVOCATION_REASON_KEY_COMPROMISE' })
      await keysChanged(queries, project)
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  if (key.status === 'KEY_STATUS_REVOKED') {
    return (
      <Panel title={t('1. Stop it')} actions={<Badge tone="ok">{t('Revoked')}</Badge>}>
        <InEffect project={project} revokedAt={Date.parse(key.update_time)} />
      </Panel>
    )
  }
  return (
    <Panel title={t('1. Stop it')}>
      <div className="grid justify-items-start gap-3">
        <TrafficLine project={project} record={key} />
        <p>{t('Whoever uses this key is refused from now on. This cannot be taken back.')}</p>
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        <Button look="danger" busy={busy} disabled={!may} onClick={() => void revoke()}>
          {t('Revoke as compromised')}
        </Button>
        {!may && <p className="text-table text-muted">{t('Your role cannot revoke keys')}</p>}
      </div>
    </Panel>
  )
}
