import { useBlocker } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { CheckField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { isPaletteKey } from '../shell/shortcuts.ts'
import { ExitWarning } from './exit-warning.tsx'
import { currentSecret, forgetSecret, type OneTimeSecret, onSecret } from './one-time-secret.ts'
import { SecretAsSnippets } from './secret-as-snippets.tsx'
import { type SecretFormat, saveSecret } from './secret-file.ts'
import { SecretValue } from './secret-value.tsx'
import { VerifyNow } from './verify-now.tsx'

/** Once, at the root: shows a secret until its owner says that it is stored. */
export function SecretDialog() {
  const secret = useSyncExternalStore(onSecret, currentSecret)
  return secret === undefined ? null : <OpenSecretDialog secret={secret} />
}

function OpenSecretDialog({ secret }: { readonly secret: OneTimeSecret }) {
  const [stored, setStored] = useState(false)
  const [exits, setExits] = useState(0)
  const copyRef = useRef<HTMLButtonElement>(null)
  const openerRef = useRef<HTMLElement | null>(null)
  useBlocker({
    shouldBlockFn: () => {
      if (currentSecret() === undefined) return false
      setExits((count) => count + 1)
      return true
    },
    enableBeforeUnload: () => !stored && currentSecret() !== undefined,
  })
  // The palette leads away as well, and would lie above the secret: its key is an attempt to leave.
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isPaletteKey(event)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      setExits((count) => count + 1)
    }
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [])
  const done = (): void => {
    openerRef.current = openerOf(secret)
    const { onStored } = secret
    forgetSecret()
    onStored?.()
  }
  return (
    <Dialog
      open
      width="wide"
      title={secret.kind === 'webhook_secret' ? t('Copy your secret now') : t('Copy your key now')}
      description={t('This is the only time that the secret of {name} is shown.', { name: secret.name })}
      onClose={() => setExits(exits + 1)}
      initialFocus={copyRef}
      finalFocus={openerRef}
    >
      <div className="grid gap-4">
        <StoreSecret secret={secret} copyRef={copyRef} onStored={() => setStored(true)} />
        {secret.kind === 'api_key' && secret.project !== undefined && (
          <VerifyNow project={secret.project} credential={secret.value} />
        )}
        <SecretAsSnippets secret={secret} />
        <ExitWarning attempts={exits} onStay={() => setExits(0)} onLeave={done} />
        <CheckField label={t('I have stored it')} checked={stored} onChange={(event) => setStored(event.target.checked)} />
        <Actions>
          <Button look="primary" disabled={!stored} onClick={done}>
            {t('Done')}
          </Button>
        </Actions>
      </div>
    </Dialog>
  )
}

/** What opened the dialog may have been drawn anew since; a page always has a heading. */
function openerOf({ opener }: OneTimeSecret): HTMLElement | null {
  const element = typeof opener === 'function' ? opener() : opener
  return element?.isConnected === true ? element : document.querySelector<HTMLElement>('#main h1')
}

/** The secret and the ways to take it along. Only a way that worked counts. */
function StoreSecret({
  secret,
  copyRef,
  onStored,
}: {
  readonly secret: OneTimeSecret
  readonly copyRef: React.RefObject<HTMLButtonElement | null>
  readonly onStored: () => void
}) {
  const outputRef = useRef<HTMLOutputElement>(null)
  const [failures, setFailures] = useState(0)
  useEffect(() => {
    if (failures > 0 && outputRef.current !== null) getSelection()?.selectAllChildren(outputRef.current)
  }, [failures])
  const copied = (worked: boolean): void => {
    setFailures(worked ? 0 : failures + 1)
    if (worked) onStored()
  }
  const save = (format: SecretFormat): void => {
    saveSecret(secret, format)
    onStored()
  }
  return (
    <>
      <SecretValue secret={secret} outputRef={outputRef} isNeeded={failures > 0} />
      {failures > 0 && (
        <Note tone="warn">
          {secret.kind === 'webhook_secret'
            ? t('Could not copy. The secret is selected: press Ctrl or ⌘ C.')
            : t('Could not copy. The key is selected: press Ctrl or ⌘ C.')}
        </Note>
      )}
      <div className="flex flex-wrap gap-2">
        <CopyButton ref={copyRef} look="primary" text={secret.value} label={t('Copy')} onResult={copied}>
          {t('Copy')}
        </CopyButton>
        <Button icon={<Download aria-hidden size={16} />} onClick={() => save('env')}>
          {t('Download .env')}
        </Button>
        <Button icon={<Download aria-hidden size={16} />} onClick={() => save('json')}>
          {t('Download .json')}
        </Button>
      </div>
    </>
  )
}
