import { useBlocker } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { CheckField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { currentSecret, forgetSecret, type OneTimeSecret, onSecret } from './one-time-secret.ts'

/** Once, at the root: shows a secret until its owner says that it is stored. */
export function SecretDialog() {
  const secret = useSyncExternalStore(onSecret, currentSecret)
  return secret === undefined ? null : <OpenSecretDialog key={secret.value} secret={secret} />
}

function OpenSecretDialog({ secret }: { readonly secret: OneTimeSecret }) {
  const [stored, setStored] = useState(false)
  const [warned, setWarned] = useState(false)
  const [copyFailed, setCopyFailed] = useState(false)
  const copyRef = useRef<HTMLButtonElement>(null)
  const outputRef = useRef<HTMLOutputElement>(null)
  const openerRef = useRef<HTMLElement | null>(secret.opener ?? null)
  useBlocker({
    shouldBlockFn: () => {
      setWarned(true)
      return true
    },
    enableBeforeUnload: () => !stored,
  })
  useEffect(() => {
    if (copyFailed && outputRef.current !== null) getSelection()?.selectAllChildren(outputRef.current)
  }, [copyFailed])
  const done = (): void => {
    forgetSecret()
    secret.onStored?.()
  }
  const copied = (worked: boolean): void => {
    setStored(worked || stored)
    setCopyFailed(!worked)
  }
  return (
    <Dialog
      open
      width="wide"
      title={t('Copy your key now')}
      description={t('This is the only time that {name} is shown. Only its fingerprint is kept.', { name: secret.name })}
      onClose={() => setWarned(true)}
      initialFocus={copyRef}
      finalFocus={openerRef}
    >
      <div className="grid gap-4">
        <output
          ref={outputRef}
          translate="no"
          spellCheck={false}
          className="block rounded-control border border-strong bg-subtle p-3 font-mono text-body break-all select-all"
        >
          {secret.value}
        </output>
        {copyFailed && <Note tone="warn">{t('Could not copy. The key is selected: press Ctrl or ⌘ C.')}</Note>}
        <div className="flex flex-wrap gap-2">
          <CopyButton ref={copyRef} look="primary" text={secret.value} label={t('Copy')} onResult={copied}>
            {t('Copy')}
          </CopyButton>
          <Button
            icon={<Download aria-hidden size={16} />}
            onClick={() => {
              download(secret)
              setStored(true)
            }}
          >
            {t('Download .env')}
          </Button>
        </div>
        {warned && (
          <div role="alert">
            <Note tone="warn" title={t('You can’t see this again')}>
              <div className="mt-2 flex flex-wrap gap-2">
                <Button autoFocus onClick={() => setWarned(false)}>
                  {t('Keep open')}
                </Button>
                <Button look="danger" onClick={done}>
                  {t('Close without storing it')}
                </Button>
              </div>
            </Note>
          </div>
        )}
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

/** A file for `source` or a container; its name tells which key, never the secret. */
function download({ name, value }: OneTimeSecret): void {
  const address = URL.createObjectURL(new Blob([`LATCHKEY_API_KEY=${value}\n`], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name.replaceAll(/[^\w-]+/g, '-') || 'key'}.env`
  link.click()
  URL.revokeObjectURL(address)
}
