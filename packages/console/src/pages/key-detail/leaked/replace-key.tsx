import { SecretLostError } from '@latchkey/sdk/errors'
import { newRequestId } from '@latchkey/sdk/new-request-id'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { showSecret } from '../../../app/secret/one-time-secret.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Note, Panel } from '../../../ui/panel.tsx'
import { keysChanged } from '../key-detail-queries.ts'
import type { KeyViewProps } from '../key-view.ts'
import { permissionSentence } from '../pure/key-texts.ts'
import { replacementRequest } from './replacement.ts'

/** A new key that may do the same, for whoever needs to go on. */
export function ReplaceKey({
  project,
  loaded,
  replacementId,
  onReplaced,
}: KeyViewProps & { readonly replacementId: string | undefined; readonly onReplaced: (keyId: string) => void }) {
  const queries = useQueryClient()
  const may = useRights(project).may('keys:issue')
  const [requestId] = useState(newRequestId)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const openerRef = useRef<HTMLButtonElement>(null)
  const issue = async (): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      // Not a mutation of the query client, which would keep the answer, and with it the secret.
      const request = replacementRequest(loaded, requestId, Date.now())
      const { issued_api_key: key, secret } = await projectClient(project).issuedKeys.issue(request)
      onReplaced(key.key_id)
      showSecret({ kind: 'api_key', name: key.name, value: secret, project, opener: openerRef.current })
      void keysChanged(queries, project)
    } catch (error) {
      if (error instanceof SecretLostError) onReplaced(error.keyId)
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={t('2. Replace it')} actions={replacementId !== undefined && <Badge tone="ok">{t('Issued')}</Badge>}>
      <div className="grid justify-items-start gap-3">
        <p>{t('A new key with the same settings: {sentence}', { sentence: permissionSentence(loaded.key) })}</p>
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        {replacementId === undefined ? (
          <Button ref={openerRef} busy={busy} disabled={!may} onClick={() => void issue()}>
            {t('Issue replacement')}
          </Button>
        ) : (
          <Link to="/projects/$project/api-keys/keys/$keyId" params={{ project, keyId: replacementId }}>
            {t('Open the new key')}
          </Link>
        )}
        {!may && <p className="text-table text-muted">{t('Your role cannot issue keys')}</p>}
      </div>
    </Panel>
  )
}
