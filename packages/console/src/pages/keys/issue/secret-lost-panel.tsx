import { useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { Identifier } from '../../../ui/identifier.tsx'
import { Note } from '../../../ui/panel.tsx'

/** The key is there, its secret was lost on the way: a new secret for it, or no key at all. */
export function SecretLostPanel({
  project,
  keyId,
  onSecret,
  onRevoked,
}: {
  readonly project: string
  readonly keyId: string
  readonly onSecret: (secret: string) => void
  readonly onRevoked: () => void
}) {
  const [busy, setBusy] = useState<'rotate' | 'revoke'>()
  const [problem, setProblem] = useState<string>()
  const attempt = async (what: 'rotate' | 'revoke', act: () => Promise<void>): Promise<void> => {
    setBusy(what)
    try {
      await act()
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(undefined)
    }
  }
  const { issuedKeys } = projectClient(project)
  const rotate = async (): Promise<void> => onSecret((await issuedKeys.rotate(keyId)).secret)
  const revoke = async (): Promise<void> => {
    await issuedKeys.revoke(keyId, { reason: 'REVOCATION_REASON_PRIVILEGE_WITHDRAWN', description: 'secret lost when issued' })
    onRevoked()
  }
  return (
    <div className="grid gap-4">
      <div role="alert">
        <Note tone="warn" title={t('Key created, secret lost')}>
          <p>{t('The key was made, but the answer with its secret never arrived, and no secret is ever shown twice.')}</p>
          <p>{t('Rotating replaces it by a key with a new secret; nobody uses the lost one, so nothing breaks.')}</p>
        </Note>
      </div>
      <p className="flex flex-wrap items-center gap-2">
        {t('Key')} <Identifier id={keyId} />
      </p>
      {problem !== undefined && <Note tone="error">{problem}</Note>}
      <Actions>
        <Button
          look="danger"
          busy={busy === 'revoke'}
          disabled={busy !== undefined}
          onClick={() => void attempt('revoke', revoke)}
        >
          {t('Revoke')}
        </Button>
        <Button
          look="primary"
          busy={busy === 'rotate'}
          disabled={busy !== undefined}
          onClick={() => void attempt('rotate', rotate)}
        >
          {t('Rotate now')}
        </Button>
      </Actions>
    </div>
  )
}
