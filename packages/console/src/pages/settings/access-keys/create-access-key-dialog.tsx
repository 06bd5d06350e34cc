import { type FormEvent, useRef, useState } from 'react'
import { failureOf } from '../../../api/failure.ts'
import { type OneTimeSecret, showSecret } from '../../../app/secret/one-time-secret.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'
import { chosenExpiry, type ExpiryChoice, ExpiryField, noChoice } from './expiry-field.tsx'
import { type PermissionChoice, PermissionFields } from './permission-fields.tsx'
import { permissionsToSend } from './permission-sets.ts'

export interface WantedAccessKey {
  readonly name: string
  readonly expires_at?: string
  readonly permissions: string | string[]
}

export interface CreateAccessKeyDialogProps {
  readonly title: string
  readonly kind: OneTimeSecret['kind']
  /** Workspace API keys have no permissions to choose. */
  readonly withPermissions: boolean
  /** Resolves to the secret. */
  readonly create: (wanted: WantedAccessKey) => Promise<string | undefined>
  readonly onCreated: () => void
  readonly onClose: () => void
}

export function CreateAccessKeyDialog(props: CreateAccessKeyDialogProps) {
  const { title, kind, withPermissions, create, onCreated, onClose } = props
  const openerRef = useRef(document.activeElement as HTMLElement | null)
  const [name, setName] = useState('')
  const [expiry, setExpiry] = useState<ExpiryChoice>(noChoice)
  const [permissions, setPermissions] = useState<PermissionChoice>({ set: 'full', custom: [] })
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const expiresAt = chosenExpiry(expiry, Date.now())
  const isWithoutPermission = permissions.set === 'custom' && permissions.custom.length === 0
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (expiresAt === undefined || isWithoutPermission) return
    setBusy(true)
    try {
      const sent = permissionsToSend(permissions.set, permissions.custom)
      const value = await create({ name, permissions: sent, ...(expiresAt && { expires_at: expiresAt.toISOString() }) })
      onClose()
      if (value !== undefined) showSecret({ kind, name, value, opener: openerRef.current })
      onCreated()
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={title} onClose={onClose} finalFocus={openerRef}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        <TextField
          label={t('Name')}
          hint={t('Where it is used, such as the service or the pipeline.')}
          required
          maxLength={256}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <ExpiryField
          value={expiry}
          error={tried && expiresAt === undefined ? t('Choose when it ends, in the future.') : undefined}
          onChange={setExpiry}
        />
        {withPermissions && (
          <PermissionFields
            value={permissions}
            error={tried && isWithoutPermission ? t('Choose at least one permission.') : undefined}
            onChange={setPermissions}
          />
        )}
        <Actions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t('Create API key')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
